// SPDX-License-Identifier: Apache-2.0

import API
import APIClient
import CommandLineKit
import PluginKit

/// Lists people in sections, one for each role.
enum PeopleSections {
    /// Writes a section with the names of those people.
    static func show(_ title: String, _ people: [OrganizationClient.Person], on terminal: Terminal) {
        terminal.say()
        terminal.say(terminal.styled(title, .header))
        for person in people { terminal.say("  \(terminal.entity(person.entity.username))") }
        if people.isEmpty { terminal.say("  None") }
    }
}
