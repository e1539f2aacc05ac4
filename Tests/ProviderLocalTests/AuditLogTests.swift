// SPDX-License-Identifier: Apache-2.0

import Basics
import FoundationEssentials
import TestSupport
import Testing

@testable import ProviderLocal

@Suite struct AuditLogTests {
    private static func line(_ user: String, _ groups: [String] = [], at second: Int) -> String {
        let names = groups.map { "\"\($0)\"" }.joined(separator: ",")
        return """
            {"kind":"Event","user":{"username":"\(user)","groups":[\(names)]},"verb":"get",\
            "stageTimestamp":"2018-01-30T18:27:\(second).250000Z"}\n
            """
    }

    private static let visit = Date(timeIntervalSince1970: 1_517_336_850.25)

    @Test(arguments: [
        ("slipway", []), ("system:node:10.0.0.2", ["system:nodes"]), ("system:kube-scheduler", []),
        ("system:serviceaccount:default:default", ["system:serviceaccounts"]),
    ])
    func onlyOthersThanTheClusterVisitIt(user: String, groups: [String]) throws {
        let inside = Self.line(user, groups, at: 40)
        #expect(AuditLog.lastVisit(in: Data(inside.utf8)) == nil)
        let content = Self.line("IAM#IBMid-1", at: 30) + inside
        #expect(AuditLog.lastVisit(in: Data(content.utf8)) == Self.visit)
    }

    @Test func cutLinesAreLeftOut() {
        let content = "me\":1}\n" + Self.line("IAM#IBMid-1", at: 30) + Self.line("IAM#IBMid-1", at: 40).prefix(60)
        #expect(AuditLog.lastVisit(in: Data(content.utf8)) == Self.visit)
    }

    @Test func logGrowsAndIsBegunAnew() async throws {
        try await withTemporaryDirectory { folder in
            var log = AuditLog(path: "\(folder)/audit.log")
            #expect(log.lastVisit() == nil)
            let first = Self.line("IAM#IBMid-1", at: 20)
            try Files.write(Data(first.utf8), to: log.path)
            #expect(log.lastVisit() == Self.visit - 10)
            try Files.write(Data((first + Self.line("slipway", at: 40)).utf8), to: log.path)
            #expect(log.lastVisit() == Self.visit - 10)
            try Files.write(Data(Self.line("IAM#IBMid-2", at: 30).utf8), to: log.path)
            #expect(log.lastVisit() == Self.visit)
        }
    }
}
