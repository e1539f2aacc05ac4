// SPDX-License-Identifier: Apache-2.0

/// The statuses that the programs end with.
package enum ExitStatus {
    package static let success: Int32 = 0
    package static let failure: Int32 = 1
    /// Wrong usage, or the user broke off.
    package static let usage: Int32 = 2
    /// Not logged in, or no endpoint or account is set.
    package static let session: Int32 = 3

    /// Each status with what it means to the user, for help and references.
    package static let meanings: [(String, String)] = [
        ("\(success)", "The command did what it was asked to do"),
        ("\(failure)", "It failed, or the server refused"),
        ("\(usage)", "The command line does not fit, or the user broke off"),
        ("\(session)", "Not logged in, or no endpoint or account is set"),
    ]
}

/// An error that brings the sentence for the user.
package protocol UserFacingError: Error {
    /// One or more sentences that say what is wrong and name the mend.
    var userMessage: String { get }
    /// The status that the program ends with.
    var exitStatus: Int32 { get }
}

/// A command could not do what it was asked to do.
package struct CommandFailure: UserFacingError, Equatable {
    package let userMessage: String
    package let exitStatus: Int32

    package init(_ message: String, exitStatus: Int32 = ExitStatus.failure) {
        self.userMessage = message
        self.exitStatus = exitStatus
    }
}

/// A command line that does not fit the command's declaration.
package struct UsageError: Error, Sendable, Equatable {
    /// One sentence.
    package let message: String

    package init(_ message: String) {
        self.message = message
    }
}

/// Ends the program with a status and without a further word, because all was said before.
package struct SilentExit: Error, Sendable, Equatable {
    package let status: Int32

    package init(_ status: Int32) {
        self.status = status
    }
}
