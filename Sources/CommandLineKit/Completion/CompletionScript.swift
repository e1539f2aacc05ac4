// SPDX-License-Identifier: Apache-2.0

/// What a shell reads to ask a program for completions.
package enum CompletionScript: String, CaseIterable, Sendable {
    case bash
    case zsh
    case fish

    /// The script for a program that is called by any of `names`, the first being its own.
    package func text(names: [String]) -> String {
        let function = "_" + (names.first ?? "")
        let all = names.joined(separator: " ")
        return switch self {
        case .bash: Self.bash(function, all)
        case .zsh: Self.zsh(function, all)
        case .fish: Self.fish("_" + function + "_complete", names)
        }
    }

    private static func bash(_ function: String, _ names: String) -> String {
        """
        \(function)() {
            local line
            COMPREPLY=()
            while IFS= read -r line; do
                if [ "$line" = ":files" ]; then
                    compopt -o default
                else
                    COMPREPLY+=("$(printf '%q' "${line%%$'\\t'*}")")
                fi
            done < <("${COMP_WORDS[0]}" \(CompletionAnswer.request) "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
        }
        complete -F \(function) \(names)

        """
    }

    private static func zsh(_ function: String, _ names: String) -> String {
        """
        #compdef \(names)
        \(function)() {
            local line
            local -a candidates
            while IFS= read -r line; do
                if [[ $line == ":files" ]]; then
                    _files
                else
                    candidates+=("${${line%%$'\\t'*}//:/\\\\:}:${line#*$'\\t'}")
                fi
            done < <("${words[1]}" \(CompletionAnswer.request) "${(@)words[2,CURRENT]}" 2>/dev/null)
            (( ${#candidates} )) && _describe '' candidates
        }
        if [[ "${funcstack[1]}" == "\(function)" ]]; then \(function) "$@"; else compdef \(function) \(names); fi

        """
    }

    private static func fish(_ function: String, _ names: [String]) -> String {
        """
        function \(function)
            set -l words (commandline -opc)
            set -l current (commandline -ct)
            for line in ($words[1] \(CompletionAnswer.request) $words[2..] "$current" 2>/dev/null)
                if test "$line" = ":files"
                    __fish_complete_path "$current"
                else
                    echo $line
                end
            end
        end

        """ + names.map { "complete -c \($0) -f -a '(\(function))'\n" }.joined()
    }
}
