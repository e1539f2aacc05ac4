// SPDX-License-Identifier: Apache-2.0

package import Basics

// A test holds these against what the values encode.

extension AccessTokenClaims: PlainJSONWritable {
    package func write(to object: inout PlainJSONWriter) {
        object.add("account", account)
        object.add("acr", acr)
        object.add("amr", amr)
        object.add("apikey_id", apiKeyID)
        object.add("aud", aud)
        object.add("client_id", clientID)
        object.add("email", email)
        object.add("exp", exp)
        object.add("family_name", familyName)
        object.add("given_name", givenName)
        object.add("grant_type", grantType)
        object.add("iam_id", iamID)
        object.add("iat", iat)
        object.add("id", id)
        object.add("identifier", identifier)
        object.add("iss", iss)
        object.add("jti", jti)
        object.add("name", name)
        object.add("nbf", nbf)
        object.add("realmid", realmID)
        object.add("scope", scope)
        object.add("sub", sub)
        object.add("sub_type", subType)
    }
}

extension AccessTokenClaims.AccountClaim: PlainJSONWritable {
    package func write(to object: inout PlainJSONWriter) {
        object.add("bss", bss)
        object.add("valid", valid)
    }
}

extension TokenResponse: PlainJSONWritable {
    package func write(to object: inout PlainJSONWriter) {
        object.add("access_token", accessToken)
        object.add("expiration", expiration)
        object.add("expires_in", expiresIn)
        object.add("id_token", idToken)
        object.add("refresh_token", refreshToken)
        object.add("scope", scope)
        object.add("token_type", tokenType)
        object.add("uaa_refresh_token", uaaRefreshToken)
        object.add("uaa_token", uaaToken)
    }
}

extension AuditRecord: PlainJSONWritable {
    package func write(to object: inout PlainJSONWriter) {
        object.add("account", account)
        object.add("action", action)
        object.add("address", address)
        object.add("iam_id", iamID)
        object.add("request_id", requestID)
        object.add("result", result)
        object.add("target", target)
        object.add("time", time)
        object.add("user", user)
    }
}

extension ClusterInfo: PlainJSONWritable {
    package func write(to object: inout PlainJSONWriter) {
        object.add("addons", addons)
        object.add("createdDate", createdDate)
        object.add("dataCenter", dataCenter)
        object.add("id", id)
        object.add("idleTime", idleTime)
        object.add("ingressHostname", ingressHostname)
        object.add("ingressSecretName", ingressSecretName)
        object.add("isHibernated", isHibernated)
        object.add("isPaid", isPaid)
        object.add("location", location)
        object.add("logOrg", logOrg)
        object.add("logOrgName", logOrgName)
        object.add("logSpace", logSpace)
        object.add("logSpaceName", logSpaceName)
        object.add("masterHealth", masterHealth)
        object.add("masterKubeVersion", masterKubeVersion)
        object.add("masterState", masterState)
        object.add("masterStatus", masterStatus)
        object.add("modifiedDate", modifiedDate)
        object.add("monitoringURL", monitoringURL)
        object.add("name", name)
        object.add("ownerEmail", ownerEmail)
        object.add("provider", provider)
        object.add("region", region)
        object.add("serverURL", serverURL)
        object.add("state", state)
        object.add("statusMessage", statusMessage)
        object.add("targetVersion", targetVersion)
        object.add("type", type)
        object.add("vlans", vlans)
        object.add("workerCount", workerCount)
    }
}

extension ClusterAddon: PlainJSONWritable {
    package func write(to object: inout PlainJSONWriter) {
        object.add("enabled", enabled)
        object.add("name", name)
    }
}

extension ClusterVLAN: PlainJSONWritable {
    package func write(to object: inout PlainJSONWriter) {
        object.add("id", id)
        object.add("region", region)
        object.add("subnets", subnets)
        object.add("zone", zone)
    }
}

extension ClusterSubnet: PlainJSONWritable {
    package func write(to object: inout PlainJSONWriter) {
        object.add("cidr", cidr)
        object.add("id", id)
        object.add("ips", addresses)
        object.add("is_byoip", isUserManaged)
        object.add("is_public", isPublic)
    }
}
