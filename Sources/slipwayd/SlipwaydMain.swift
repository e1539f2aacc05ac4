// SPDX-License-Identifier: Apache-2.0

import SlipwayServer

@main
struct SlipwaydMain {
    static func main() {
        DaemonProgram.main()
    }
}
