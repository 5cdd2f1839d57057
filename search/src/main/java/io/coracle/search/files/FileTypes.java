package io.coracle.search.files;

import java.util.Locale;
import java.util.Set;

/** Which files are worth reading, by their names: documents and source code, but no data, archives or media. */
final class FileTypes {

    private static final Set<String> ENDINGS = Set.of(
        // Documents.
        "md", "markdown", "mdx", "txt", "text", "rst", "adoc", "asciidoc", "org", "tex", "textile", "html", "htm", "xhtml", "pdf",
        // Source code.
        "java", "kt", "kts", "scala", "groovy", "gradle", "clj", "cljs", "c", "h", "cc", "cpp", "cxx", "hh", "hpp", "hxx", "m",
        "mm", "cs", "fs", "fsx", "vb", "go", "rs", "zig", "d", "nim", "swift", "dart", "py", "pyi", "pyx", "rb", "php", "pl", "pm",
        "lua", "r", "jl", "js", "mjs", "cjs", "jsx", "ts", "mts", "cts", "tsx", "vue", "svelte", "astro", "css", "scss", "sass",
        "less", "sql", "sh", "bash", "zsh", "fish", "ps1", "bat", "cmd", "awk", "hs", "lhs", "ml", "mli", "elm", "ex", "exs", "erl",
        "hrl", "lisp", "el", "scm", "rkt", "f", "f90", "f95", "for", "pas", "asm", "s", "v", "sv", "vhd", "vhdl", "cu", "cuh", "cl",
        "glsl", "hlsl", "wgsl", "metal", "wat", "wast", "sol", "proto", "thrift", "graphql", "gql", "tf", "hcl", "nix", "cmake",
        "mk", "bzl", "bazel", "j2", "jinja", "mustache", "hbs", "jsp", "erb", "haml", "pug", "ipynb",
        // Configuration that people write by hand.
        "xml", "xsd", "xsl", "yaml", "yml", "toml", "ini", "cfg", "conf", "properties", "json", "json5", "jsonc");

    private static final Set<String> NAMES = Set.of("readme", "license", "licence", "notice", "authors", "contributing", "changelog",
        "changes", "copying", "install", "news", "todo", "makefile", "gnumakefile", "dockerfile", "containerfile", "jenkinsfile",
        "vagrantfile", "rakefile", "gemfile", "procfile", "justfile", "build", "workspace", "cmakelists.txt");

    /** Made by programs, not by people: they are long and would push what people wrote out of the results. */
    private static final Set<String> GENERATED_NAMES = Set.of("package-lock.json", "npm-shrinkwrap.json", "pnpm-lock.yaml",
        "composer.lock", "tokenizer.json", "vocab.json");

    private FileTypes() {
    }

    static boolean isText(String fileName) {
        String name = fileName.toLowerCase(Locale.ROOT);
        if (GENERATED_NAMES.contains(name) || name.endsWith(".min.js") || name.endsWith(".min.css")) {
            return false;
        }
        int dot = name.lastIndexOf('.');
        return dot >= 0 && ENDINGS.contains(name.substring(dot + 1)) || NAMES.contains(name);
    }
}
