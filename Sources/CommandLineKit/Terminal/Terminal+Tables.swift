// SPDX-License-Identifier: Apache-2.0

extension Terminal {
    /// Writes a table without borders: every cell is followed by three spaces, all but the last column are padded.
    ///
    /// Nothing is written for a table without rows but its header. A cell with line ends takes several lines.
    package func table(_ headers: [String], _ rows: [[String]]) {
        let widths = columnWidths([headers] + rows)
        if !headers.isEmpty { write(row: headers, widths: widths) { styled($0, .header) } }
        for row in rows {
            var isFirst = true
            write(row: row, widths: widths) { cell in
                defer { isFirst = false }
                return isFirst ? entity(cell) : cell
            }
        }
    }

    /// Writes a block of keys and values; each key gets a colon.
    package func keyValues(_ rows: [(key: String, value: String)]) {
        let table = rows.map { [$0.key + ":", $0.value] }
        let widths = columnWidths(table)
        for row in table { write(row: row, widths: widths) { $0 } }
    }

    private func columnWidths(_ rows: [[String]]) -> [Int] {
        let count = rows.map(\.count).max() ?? 0
        return (0..<count).map { column in
            rows.compactMap { $0.indices.contains(column) ? $0[column] : nil }
                .flatMap { Self.lines(of: $0) }.map { DisplayWidth.of($0) }.max() ?? 0
        }
    }

    private func write(row: [String], widths: [Int], style: (String) -> String) {
        let cells = row.map { Self.lines(of: $0) }
        var styledCells: [[String]] = []
        for (column, lines) in cells.enumerated() {
            let isLast = column == row.count - 1
            styledCells.append([])
            for (index, line) in lines.enumerated() {
                let padding = isLast ? 0 : max(0, widths[column] - DisplayWidth.of(line))
                let text = index == 0 ? style(line) : line
                styledCells[column].append(text + String(repeating: " ", count: padding + 3))
            }
        }
        for line in 0..<(cells.map(\.count).max() ?? 0) {
            let texts = styledCells.enumerated().map { column, lines in
                lines.indices.contains(line) ? lines[line] : String(repeating: " ", count: widths[column] + 3)
            }
            say(texts.joined())
        }
    }

    private static func lines(of cell: String) -> [String] {
        cell.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }
}
