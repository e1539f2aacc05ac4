// SPDX-License-Identifier: Apache-2.0

/// The answer to `GET /v1/logging/{cluster}/clusterkeyowner`.
package struct KeyOwnerInfo: Codable, Sendable {
    package var id: String
    package var name: String
    package var email: String

    private enum CodingKeys: String, CodingKey {
        case id = "ID"
        case name = "Name"
        case email = "Email"
    }

    package init(id: String, name: String, email: String) {
        self.id = id
        self.name = name
        self.email = email
    }
}

/// One entry of `GET /v1/messages`.
package struct ServiceMessage: Codable, Sendable {
    package var id: String
    package var message: String
    /// `2018-01-30T17:41:14+0000`, in UTC.
    package var createdDate: String

    package init(id: String, message: String, createdDate: String) {
        self.id = id
        self.message = message
        self.createdDate = createdDate
    }
}

/// The body of `POST /v1/clusters/{cluster}/usersubnets`.
package struct UserSubnetRequest: Codable, Sendable {
    /// `192.168.10.0/24`.
    package var cidr: String?
    package var vlanID: String?

    private enum CodingKeys: String, CodingKey {
        case cidr
        case vlanID = "vlan_id"
    }

    package init(cidr: String?, vlanID: String?) {
        self.cidr = cidr
        self.vlanID = vlanID
    }
}
