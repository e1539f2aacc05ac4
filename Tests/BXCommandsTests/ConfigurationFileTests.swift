// SPDX-License-Identifier: Apache-2.0

import Basics
import CommandLineKit
import FoundationEssentials
import Glibc
import PluginKit
import TestSupport
import Testing

@Suite struct ConfigurationFileTests {
    @Test func unknownKeysSurvive() async throws {
        try await withTemporaryDirectory { (home: String) async throws in
            let paths = BluemixPaths(home: home)
            try Files.makeDirectory(paths.root)
            let text = #"{"Locale": "zh_Hans", "HTTPTimeout": 30, "Ratio": 0.5, "Deep": {"List": [1, null, true]}}"#
            try Files.write(Data(text.utf8), to: paths.configuration)
            try SessionStore(paths).update { $0.region = "us-south" }
            let value = try ConfigurationFile(paths.configuration).read()
            #expect(value["Locale"] == .string("zh_Hans"))
            #expect(value["HTTPTimeout"] == .integer(30))
            #expect(value["Ratio"] == .number(0.5))
            #expect(value["Deep"] == .object(["List": .array([.integer(1), .null, .boolean(true)])]))
            #expect(value["Region"] == .string("us-south"))
        }
    }

    @Test func filesAreForTheirOwnerAlone() async throws {
        try await withTemporaryDirectory { (home: String) async throws in
            let paths = BluemixPaths(home: home)
            try SessionStore(paths).update {
                $0.iamToken = "Bearer x"
                $0.uaaToken = "Bearer y"
            }
            #expect(mode(of: paths.root) == 0o700)
            #expect(mode(of: paths.root + "/.cf") == 0o700)
            #expect(mode(of: paths.configuration) == 0o600)
            #expect(mode(of: paths.cloudFoundryConfiguration) == 0o600)
            #expect(mode(of: paths.configuration + ".lock") == 0o600)
        }
    }

    @Test func writersAtTheSameTimeLoseNothing() async throws {
        try await withTemporaryDirectory { (home: String) async throws in
            let file = ConfigurationFile(home + "/.bluemix/config.json")
            try await withThrowingTaskGroup(of: Void.self) { group in
                for index in 0..<20 {
                    group.addTask {
                        try file.update { $0["key\(index)"] = .integer(index) }
                        _ = try file.read()
                    }
                }
                try await group.waitForAll()
            }
            #expect(try file.read().members?.count == 20)
        }
    }

    @Test func aDamagedFileIsNamed() async throws {
        try await withTemporaryDirectory { (home: String) async throws in
            try Files.write(Data("{".utf8), to: home + "/config.json")
            #expect(throws: CommandFailure.self) { try ConfigurationFile(home + "/config.json").read() }
        }
    }

    @Test func nothingIsWrittenWithoutAChange() async throws {
        try await withTemporaryDirectory { (home: String) async throws in
            let paths = BluemixPaths(home: home)
            try SessionStore(paths).update { _ in }
            #expect(!Files.exists(paths.configuration))
            #expect(!Files.exists(paths.cloudFoundryConfiguration))
        }
    }

    @Test func aSessionIsReadBack() async throws {
        try await withTemporaryDirectory { (home: String) async throws in
            let store = SessionStore(BluemixPaths(home: home))
            var session = Session()
            session.apiEndpoint = "https://a"
            session.iamToken = "Bearer x"
            session.account = SessionTarget(id: "1", name: "Mine", owner: "me@example.com")
            session.authorityPEM = "PEM"
            session.skipsCertificateCheck = true
            session.add(PluginRepositoryEntry(name: "Bluemix", url: "https://a/plugins"))
            session.add(PluginRepositoryEntry(name: "bluemix", url: "https://b/plugins"))
            try store.update { $0 = session }
            #expect(try store.session() == session)
            #expect(try store.session().pluginRepositories.map(\.url) == ["https://b/plugins"])
            try store.update { $0.endLogin() }
            #expect(try store.session().account == nil)
            #expect(try store.session().apiEndpoint == "https://a")
        }
    }

    @Test(arguments: [
        (["BLUEMIX_HOME": "/a/", "HOME": "/b"], "/a/.bluemix"), (["HOME": "/b"], "/b/.bluemix"),
        (["BLUEMIX_HOME": "", "HOME": "/b"], "/b/.bluemix"),
    ])
    func theHomeDirectoryComesFromTheEnvironment(environment: [String: String], root: String) {
        #expect(BluemixPaths(environment: environment).root == root)
    }

    private func mode(of path: String) -> mode_t? {
        var information = stat()
        return stat(path, &information) == 0 ? information.st_mode & 0o777 : nil
    }
}
