// SPDX-License-Identifier: Apache-2.0

import CSystem
import Glibc

/// Makes child processes; the one place that calls the C spawn.
enum ChildProcess {
    /// Starts the program with the three descriptors; gives its pid and a pidfd that the caller closes.
    static func start(
        _ specification: ProcessSpecification,
        input: Int32,
        output: Int32,
        error: Int32
    ) throws(ProcessError) -> (pid: Int32, descriptor: Int32) {
        let environment = specification.environment.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        let arguments = CStringArray([specification.executable] + specification.arguments)
        let variables = CStringArray(environment)
        let cgroups = CStringArray(specification.cgroupProcsFiles)
        let texts = CStringArray([
            specification.executable, specification.workingDirectory ?? "", specification.networkNamespace ?? "",
            specification.mountNamespace ?? "",
        ])
        defer { for array in [arguments, variables, cgroups, texts] { array.free() } }

        var request = csystem_spawn_request()
        request.executable = UnsafePointer(texts[0])
        request.arguments = UnsafePointer(arguments.pointer)
        request.environment = UnsafePointer(variables.pointer)
        request.cgroup_files = UnsafePointer(cgroups.pointer)
        if specification.workingDirectory != nil { request.working_directory = UnsafePointer(texts[1]) }
        if specification.networkNamespace != nil { request.network_namespace = UnsafePointer(texts[2]) }
        if specification.mountNamespace != nil { request.mount_namespace = UnsafePointer(texts[3]) }
        (request.input, request.output, request.error) = (input, output, error)
        request.new_session = specification.inheritsTerminal ? 0 : 1

        var descriptor: Int32 = -1
        var stage: Int32 = 0
        let pid = csystem_spawn(&request, &descriptor, &stage)
        guard pid > 0 else {
            throw .cannotStart(program: specification.executable, action: action(of: stage), code: -pid)
        }
        guard descriptor >= 0 else {
            // Only a kernel without pidfd comes here: the child is unreaped, so its pid is still its own.
            kill(pid, SIGKILL)
            waitpid(pid, nil, 0)
            throw .cannotStart(program: specification.executable, action: "watch the process", code: ENOSYS)
        }
        return (pid, descriptor)
    }

    private static func action(of stage: Int32) -> String {
        switch UInt32(stage) {
        case CSYSTEM_STAGE_CGROUP.rawValue: "join its control group"
        case CSYSTEM_STAGE_NAMESPACE.rawValue: "enter its namespace"
        case CSYSTEM_STAGE_DESCRIPTORS.rawValue: "arrange its files"
        case CSYSTEM_STAGE_DIRECTORY.rawValue: "enter its working directory"
        case CSYSTEM_STAGE_EXECUTE.rawValue: "execute the program"
        default: "make a process"
        }
    }
}

/// A NULL-ended array of C strings.
private struct CStringArray {
    let pointer: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
    private let count: Int

    init(_ texts: [String]) {
        count = texts.count
        pointer = .allocate(capacity: count + 1)
        for (index, text) in texts.enumerated() { pointer[index] = strdup(text) }
        pointer[count] = nil
    }

    subscript(index: Int) -> UnsafeMutablePointer<CChar>? {
        pointer[index]
    }

    func free() {
        for index in 0..<count { Glibc.free(pointer[index]) }
        pointer.deallocate()
    }
}
