// SPDX-License-Identifier: Apache-2.0

import AccountManagement
import Basics
import Glibc
import Model

extension ServerConfiguration {
    /// Who runs a command on the server, for the audit log.
    static var operatorName: String {
        let user = getpwuid(getuid()).map { String(cString: $0.pointee.pw_name) } ?? "\(getuid())"
        return "\(user) on the server"
    }

    /// Records what a command beside the daemon has done.
    func record(_ action: String, _ target: String) {
        AuditFileLog(path: "\(dataDirectory)/audit.log", logger: .silent)
            .record(
                AuditEvent(
                    time: TimeSource.system.now(),
                    userName: Self.operatorName,
                    action: action,
                    target: target
                )
            )
    }
}
