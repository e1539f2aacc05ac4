// SPDX-License-Identifier: Apache-2.0

import Authentication
import Basics
import Cryptography
import FoundationEssentials
import HTTP

// token-check ISSUER KEYS TOKENS: the median time in microseconds that the server takes to check an access token.
//
// KEYS is a file with the key set of the server, TOKENS one with an access token in each line.
let words = CommandLine.arguments
guard words.count == 4, let keys = try Files.read(words[2]), let tokens = try Files.read(words[3]) else {
    fatalError("usage: token-check ISSUER KEYS TOKENS")
}
let verifier = try TokenVerifier(keySet: JSONDecoder().decode(JSONWebKeySet.self, from: keys))
let authenticator = TokenAuthenticator(issuer: words[1]) { verifier }
let requests = String(decoding: tokens, as: UTF8.self).split(separator: "\n").map {
    HTTPRequest(method: .get, path: "/", headers: ["Authorization": "Bearer \($0)"])
}
var times: [Duration] = []
for request in requests {
    let start = ContinuousClock.now
    _ = try await authenticator.principal(of: request)
    times.append(.now - start)
}
times.sort()
print(times[times.count / 2] / .microseconds(1))
