// SPDX-License-Identifier: Apache-2.0

package import Basics
import CommandLineKit
import Glibc

extension FileError: UserFacingError {
    package var userMessage: String {
        let text = description
        return text.prefix(1).uppercased() + text.dropFirst() + "." + mend
    }

    package var exitStatus: Int32 {
        ExitStatus.failure
    }

    private var mend: String {
        switch code {
        case ENOSPC, EDQUOT, EFBIG: " Free some space there and try again."
        case EROFS, EACCES, EPERM:
            action == "read" ? "" : " Make the folder writable, or name another one with BLUEMIX_HOME."
        default: ""
        }
    }
}
