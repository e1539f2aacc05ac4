// SPDX-License-Identifier: Apache-2.0

import Cryptography
import FoundationEssentials
import WebPages

/// The web page from which users get `bx`.
struct DownloadsPage {
    let url: String
    let version: String
    let authorityPEM: String
    let programs: [ClientProgram]

    var page: WebPage {
        WebPage(title: "Install bx", content: programs.isEmpty ? Self.empty : content)
    }

    private static let empty: HTML = """
        <h1>Install bx</h1>
        <p>No programs for users were installed with this server. Ask its administrator for <code>bx</code>.</p>
        """

    private var content: HTML {
        """
        <h1>Install bx</h1>
        <p class="quiet">The command line of Slipway, version \(version). Its commands begin with <code>bx</code>.</p>
        <p class="caption">1. Get the certificate of this server’s authority</p>
        <code class="command">curl -kfsSo slipway-ca.pem \(url)/downloads/ca.pem</code>
        <code class="command">openssl x509 -in slipway-ca.pem -noout -fingerprint -sha256</code>
        <p class="quiet">must show <code class="digits">\(fingerprint)</code>, which your administrator can confirm.</p>
        <p class="caption">2. Install</p>
        <code class="command">\(pipe) | sudo sh</code>
        <p class="quiet">puts <code>bx</code> and <code>bluemix</code> into /usr/local/bin, or replaces older ones. Into
        a folder of your choice:</p>
        <code class="command">\(pipe) | sh -s -- --to ~/.local/bin</code>
        <p class="caption">3. Log in</p>
        <code class="command">bx api \(url) --ca-file slipway-ca.pem</code>
        <code class="command">bx login</code>
        <code class="command">bx plugin install container-service -r Bluemix</code>
        <h2>Files</h2>
        \(programs.map(Self.row))
        <h2>Remove bx</h2>
        <code class="command">\(pipe) | sudo sh -s -- --uninstall</code>
        <p class="quiet">Your settings and plug-ins stay in ~/.bluemix until you delete that folder.</p>
        """
    }

    private var pipe: String {
        "curl -fsSL --cacert slipway-ca.pem \(url)/install.sh"
    }

    private static func row(_ program: ClientProgram) -> HTML {
        """
        <p class="file"><a href="/downloads/bx/\(program.platform)" download="bx">\(program.title)</a>
        <span class="quiet">\(program.sizeText)</span>
        <span class="quiet">SHA-256 <code class="digits">\(program.sha256)</code></span></p>
        """
    }

    /// As openssl shows it.
    private var fingerprint: String {
        let lines = authorityPEM.split(separator: "\n").filter { !$0.hasPrefix("-----") }
        guard let bytes = Data(base64Encoded: lines.joined()) else { return "unknown" }
        return Digest.sha256(bytes).map { byte in
            let text = String(byte, radix: 16, uppercase: true)
            return text.count == 1 ? "0" + text : text
        }.joined(separator: ":")
    }
}
