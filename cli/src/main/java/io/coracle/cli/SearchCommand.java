package io.coracle.cli;

import io.coracle.cli.Models.OpenEmbedder;
import io.coracle.search.IndexLockedException;
import io.coracle.search.SearchHit;
import io.coracle.search.SearchIndex;
import io.coracle.search.SearchRequest;
import io.coracle.search.files.FileWalker;
import io.coracle.search.files.IndexingReport;
import io.coracle.text.split.TextSplitter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code coracle search}: brings the index of some folders up to date and asks it. */
@Command(name = "search", description = "Find the passages of your files that answer a question.",
    footer = {"",
        "The first search indexes the files; later ones embed only what changed. Ctrl-C while indexing keeps what is done.",
        "", "Examples:",
        "  coracle search docs/ \"how do I rotate the keys?\"",
        "  coracle search -k 10 --json notes.md reports/ \"revenue in 2025\""})
final class SearchCommand implements Callable<Integer> {

    @Mixin
    private CommonOptions common;

    @Mixin
    private ThreadsOption threads;

    @Mixin
    private ModelOption model;

    @Mixin
    private SplitOptions split;

    @Option(names = {"-k", "--limit"}, paramLabel = "N", defaultValue = "5", description = "how many passages; default: ${DEFAULT-VALUE}")
    private int limit;

    @Option(names = "--json", description = "print JSON")
    private boolean json;

    @Option(names = "--mode", paramLabel = "MODE", defaultValue = "hybrid",
        description = "what counts: hybrid (meaning and words), semantic (meaning) or keyword (words); default: ${DEFAULT-VALUE}")
    private SearchRequest.Mode mode;

    @Option(names = "--include", paramLabel = "GLOB", description = "also take files with such names, for example '*.log'")
    private List<String> include = List.of();

    @Option(names = "--exclude", paramLabel = "GLOB", description = "leave files with such names out")
    private List<String> exclude = List.of();

    @Option(names = "--no-gitignore", description = "also take what .gitignore leaves out")
    private boolean noGitignore;

    @Option(names = "--max-file-size", paramLabel = "MB", defaultValue = "64",
        description = "leave larger files out; default: ${DEFAULT-VALUE}")
    private int maxFileSize;

    @Option(names = "--index", paramLabel = "DIR", description = "keep the index there; default: a folder in ~/.cache/coracle")
    private Path indexFolder;

    @Option(names = "--reindex", description = "throw the index away first")
    private boolean reindex;

    @Option(names = {"-q", "--quiet"}, description = "say nothing about the index")
    private boolean quiet;

    @Parameters(arity = "0..*", paramLabel = "PATH... QUERY", hideParamSyntax = true, description = "files and folders to search, then a question or some words")
    private List<String> arguments = List.of();

    private final Context context;

    SearchCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException {
        SearchRequest request = request();
        List<Path> roots = arguments.subList(0, arguments.size() - 1).stream().map(Path::of).toList();
        FileWalker.Options files = new FileWalker.Options(!noGitignore, include, exclude);
        EmbeddingOptions options = EmbeddingOptions.of(model);
        // The model loads on another processor while this one walks the folders.
        CompletableFuture<OpenEmbedder> loading = CompletableFuture.supplyAsync(() -> context.models().embedder(options));
        FileWalker.Result walk;
        try {
            walk = FileWalker.walk(roots, files);
        } catch (IOException | RuntimeException e) {
            loading.thenAccept(OpenEmbedder::close);
            throw e;
        }
        try (OpenEmbedder embedder = joined(loading)) {
            TextSplitter splitter = split.splitter(embedder::tokenizer);
            Path cache = IndexFolder.cache(System.getenv());
            Path folder = indexFolder != null ? indexFolder : IndexFolder.of(cache, roots, files, embedder, splitter);
            if (Files.isDirectory(cache)) {
                // PDFBox keeps a list of the system's fonts; without this it would put it into the user's home folder.
                System.setProperty("pdfbox.fontcache", cache.toString());
            }
            if (common.verbose()) {
                context.terminal().note("index: " + folder);
            }
            if (reindex) {
                SearchIndex.delete(folder);
            }
            return search(walk, request, SearchIndex.open(folder, embedder, splitter));
        }
    }

    private SearchRequest request() {
        if (arguments.size() < 2) {
            throw CliException.usage("give at least one file or folder, and then the query in quotes");
        }
        if (limit < 1) {
            throw CliException.usage("-k must be at least 1, not " + limit);
        }
        if (arguments.getLast().isBlank()) {
            throw CliException.usage("the query is empty");
        }
        return new SearchRequest(arguments.getLast(), limit, mode, true);
    }

    private int search(FileWalker.Result walk, SearchRequest request, SearchIndex index) {
        IndexingRun run = new IndexingRun(index, (long) maxFileSize << 20, context.terminal());
        Optional<IndexingReport> report;
        try {
            report = Optional.of(run.update(walk));
        } catch (IndexLockedException e) {
            if (index.passages() == 0) {
                index.close();
                throw e;
            }
            report = Optional.empty();
            context.terminal().note("coracle: " + e.getMessage() + "; this answer is from what it has stored so far");
        } catch (RuntimeException | Error e) {
            index.closePromptly();
            throw e;
        }
        if (report.isPresent() && report.get().interrupted()) {
            return Main.INTERRUPTED;
        }
        try (index) {
            if (!quiet && report.isPresent()) {
                run.say(report.get());
            }
            if (index.passages() == 0) {
                throw new CliException("there is nothing to search: no readable text in "
                    + String.join(", ", arguments.subList(0, arguments.size() - 1)));
            }
            List<SearchHit> hits = index.search(request);
            SearchResults results = new SearchResults(context.terminal(), Path.of("").toAbsolutePath());
            if (json) {
                results.json(request, hits, report);
            } else {
                results.print(hits);
            }
            run.closing();
            return Main.OK;
        }
    }

    private static OpenEmbedder joined(CompletableFuture<OpenEmbedder> loading) {
        try {
            return loading.join();
        } catch (CompletionException e) {
            switch (e.getCause()) {
                case RuntimeException cause -> throw cause;
                case Error cause -> throw cause;
                default -> throw e;
            }
        }
    }
}
