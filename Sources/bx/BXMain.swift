// SPDX-License-Identifier: Apache-2.0

import BXCommands
import Glibc

@main
struct BXMain {
    static func main() async {
        exit(await BX.main())
    }
}
