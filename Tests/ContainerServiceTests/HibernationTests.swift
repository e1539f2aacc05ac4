// SPDX-License-Identifier: Apache-2.0

import API
import Basics
import ContainerService
import FoundationEssentials
import HTTP
import Model
import Provisioning
import Testing

/// When clusters are frozen and thawed.
struct HibernationTests {
    /// The fixture's time is later than that.
    private static let longAgo = Date(timeIntervalSince1970: 1_517_330_000)

    private func setIdleTime(_ time: String, _ service: ServiceFixture) async throws -> HTTPResponse {
        try await service.send(.put, "/v1/clusters/first/hibernation", body: #"{"idleTime":"\#(time)"}"#)
    }

    private func raised() async throws -> (service: ServiceFixture, id: String) {
        let service = try await ServiceFixture()
        let id = try await service.create("first")
        _ = try #require(try await service.wait(for: id) { $0.state == "normal" })
        return (service, id)
    }

    @Test func unusedClusterIsFrozenAndStaysAsItWas() async throws {
        let (service, id) = try await raised()
        service.provider.change { $0.lastUse = Self.longAgo }
        #expect(try await setIdleTime("1h", service).status == 204)
        let frozen = try #require(try await service.wait(for: id) { $0.isHibernated == true })
        #expect(frozen.state == "normal")
        #expect(frozen.idleTime == "1h")
        #expect(try await service.workers(id).map(\.state) == ["normal"])

        // Looking at it goes on and changes nothing.
        let count = service.provider.observationCount
        let hasLooked = try await Deadline.poll(limit: .seconds(60)) {
            service.provider.observationCount > count + 5 ? true : nil
        }
        #expect(hasLooked == true)
        #expect(service.provider.frozen == [id])
        #expect(service.provider.calls.filter { $0 == "hibernate" }.count == 1)
        await service.reconciler.release()
    }

    @Test func usedClusterAndOneWithoutAnIdleTimeStayAwake() async throws {
        let (service, id) = try await raised()
        service.provider.change { $0.lastUse = Self.longAgo }
        let other = try await service.create("second")
        _ = try #require(try await service.wait(for: other) { $0.state == "normal" })
        #expect(try await setIdleTime("2d", service).status == 204)
        let count = service.provider.observationCount
        let hasLooked = try await Deadline.poll(limit: .seconds(60)) {
            service.provider.observationCount > count + 20 ? true : nil
        }
        #expect(hasLooked == true)
        #expect(service.provider.frozen.isEmpty)
        #expect(try await service.cluster(id)?.idleTime == "2d")
        #expect(try await service.cluster(other)?.idleTime == nil)
        await service.reconciler.release()
    }

    @Test func thawedClusterShowsThatItIs() async throws {
        let (service, id) = try await raised()
        service.provider.change { $0.lastUse = Self.longAgo }
        _ = try await setIdleTime("1h", service)
        _ = try #require(try await service.wait(for: id) { $0.isHibernated == true })
        service.provider.change { $0.lastUse = nil }
        await service.provider.wake(id)
        let awake = try #require(try await service.wait(for: id) { $0.isHibernated == nil })
        #expect(awake.state == "normal")
        await service.reconciler.release()
    }

    @Test func frozenClusterIsThawedWhenItIsToStayAwake() async throws {
        let (service, id) = try await raised()
        service.provider.change { $0.lastUse = Self.longAgo }
        _ = try await setIdleTime("1h", service)
        _ = try #require(try await service.wait(for: id) { $0.isHibernated == true })
        #expect(try await setIdleTime("off", service).status == 204)
        let awake = try #require(try await service.wait(for: id) { $0.isHibernated == nil })
        #expect(awake.idleTime == nil)
        #expect(service.provider.frozen.isEmpty)
        await service.reconciler.release()
    }

    @Test func failureToFreezeLeavesAClusterThatWorks() async throws {
        let (service, id) = try await raised()
        service.provider.change {
            $0.lastUse = Self.longAgo
            $0.hibernateFailures = [.failed(step: "Freezing the cluster", reason: "no")]
        }
        _ = try await setIdleTime("1h", service)
        _ = try #require(try await service.wait(for: id) { $0.isHibernated == true })
        #expect(service.provider.calls.filter { $0 == "hibernate" }.count == 2)
        #expect(try await service.cluster(id)?.state == "normal")
        await service.reconciler.release()
    }

    @Test(arguments: ["", "0s", "9s", "31d", "1", "m", "1h30", "-1h", "99999999999999999999h"])
    func senselessTimesAreRefused(time: String) async throws {
        let (service, _) = try await raised()
        #expect(try await setIdleTime(time, service).status == 400)
        await service.reconciler.release()
    }
}
