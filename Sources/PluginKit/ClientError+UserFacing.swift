// SPDX-License-Identifier: Apache-2.0

package import APIClient
import CommandLineKit

extension ClientError: UserFacingError {
    package var userMessage: String {
        message
    }

    package var exitStatus: Int32 {
        self == .sessionExpired ? ExitStatus.session : ExitStatus.failure
    }
}
