// SPDX-License-Identifier: Apache-2.0

import ContainerRegistryCommands
import Glibc

@main
struct ContainerRegistryMain {
    static func main() async {
        exit(await ContainerRegistryPlugin.main())
    }
}
