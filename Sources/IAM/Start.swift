// SPDX-License-Identifier: Apache-2.0
// STARTING POINT: delete this file when the target has its first real one.
