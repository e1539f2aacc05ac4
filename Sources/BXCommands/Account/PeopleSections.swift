// SPDX-License-Identifier: Apache-2.0

import API
import APIClient
import CommandLineKit
import PluginKit

/// Lists people in sections, one for each role.
enum PeopleSections {
    /// Writes the sections with the names of those people.
    static func show(_ sections: [(title: String, people: [OrganizationClient.Person])], _ report: Report) {
        let terminal = report.terminal
        report.separate()
        for (index, section) in sections.enumerated() {
            if index > 0 { terminal.say() }
            terminal.say(terminal.styled(section.title, .header))
            for person in section.people { terminal.say("  \(terminal.entity(person.entity.username))") }
            if section.people.isEmpty { terminal.say("  None") }
        }
    }
}
