// SPDX-License-Identifier: Apache-2.0

import ContainerServiceCommands
import Glibc

@main
struct ContainerServiceMain {
    static func main() async {
        exit(await ContainerServicePlugin.main())
    }
}
