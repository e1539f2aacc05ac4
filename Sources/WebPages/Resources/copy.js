// SPDX-License-Identifier: Apache-2.0

// Buttons that copy the text of another element. Without this script they stay hidden, and the text is selected by a click.
"use strict";

for (const button of document.querySelectorAll("button[data-copy]")) {
    const source = document.getElementById(button.dataset.copy);
    const report = document.getElementById(button.dataset.report);
    if (!source || !report || !navigator.clipboard) {
        continue;
    }
    button.hidden = false;
    button.addEventListener("click", async () => {
        try {
            await navigator.clipboard.writeText(source.textContent.trim());
            report.textContent = "Copied.";
        } catch {
            report.textContent = "The browser did not allow it; select the code and copy it.";
        }
    });
}
