package io.coracle.server.models;

import io.coracle.server.ServerConfig;
import io.coracle.server.SettingsException;
import io.coracle.server.http.ApiException;
import io.coracle.server.http.ApiException.Kind;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * The models of a server. Whoever uses one holds a {@link Lease}; a model that nobody holds may be let go to make room for another, the
 * least recently used first. Safe for use by many threads.
 */
public final class ModelStore implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(ModelStore.class.getName());

    private final ModelSource standard;
    private final Map<String, ModelSource> sources = new LinkedHashMap<>();
    private final long memoryLimit;
    private final int maxTokens;
    /** In the order of their last use. */
    private final Map<String, Slot> loaded = new LinkedHashMap<>(16, 0.75f, true);
    private long memory;
    private boolean closed;

    /** A model that is loaded or being loaded, and how many hold it. */
    private static final class Slot {
        private final CompletableFuture<ServedModel> model = new CompletableFuture<>();
        private final long memory;
        private int leases;

        Slot(long memory) {
            this.memory = memory;
        }
    }

    /** Looks for models; loads none yet. Throws {@link SettingsException} when the folder of models cannot be read. */
    public ModelStore(ServerConfig config) {
        this.standard = config.model().map(ModelSource::of).orElseGet(ModelSource::standard);
        this.memoryLimit = config.modelMemory();
        this.maxTokens = config.maxTokens();
        sources.put(standard.name(), standard);
        config.modelsFolder().ifPresent(this::find);
    }

    private void find(Path folder) {
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(folder, Files::isDirectory)) {
            List<ModelSource> found = new ArrayList<>();
            folders.forEach(path -> found.add(ModelSource.of(path)));
            found.sort((a, b) -> a.name().compareTo(b.name()));
            found.forEach(source -> sources.putIfAbsent(source.name(), source));
        } catch (IOException e) {
            throw new SettingsException("the models folder " + folder + " cannot be read: " + e.getMessage());
        }
    }

    /** The right to use a model. It stays loaded until the lease is closed. */
    public final class Lease implements AutoCloseable {
        private final ServedModel model;
        private final Slot slot;
        private boolean open = true;

        private Lease(ServedModel model, Slot slot) {
            this.model = model;
            this.slot = slot;
        }

        /** The model. */
        public ServedModel model() {
            return model;
        }

        /** The model, if it embeds texts. Throws {@link ApiException} if not. */
        public EmbeddingModel embedding() {
            if (model instanceof EmbeddingModel embedding) {
                return embedding;
            }
            throw new ApiException(Kind.BACKEND, "Backend error: the model " + model.name() + " is not an embedding model");
        }

        /** The model, if it classifies texts. Throws {@link ApiException} if not. */
        public ClassifyingModel classifying() {
            if (model instanceof ClassifyingModel classifying) {
                return classifying;
            }
            throw new ApiException(Kind.BACKEND, "Backend error: the model " + model.name() + " is not a classification model");
        }

        @Override
        public void close() {
            synchronized (ModelStore.this) {
                if (open) {
                    open = false;
                    slot.leases--;
                    makeRoom(0);
                }
            }
        }
    }

    /** Loads the standard model. Throws {@link SettingsException} when it cannot be loaded. */
    public void warmUp() {
        try (Lease lease = lease(Optional.empty())) {
            if (lease.model() instanceof EmbeddingModel embedding) {
                embedding.embedder().embed("warm");
            }
        } catch (ApiException e) {
            throw new SettingsException(e.getMessage());
        }
    }

    /** The model for requests that name none. */
    public String standardName() {
        return standard.name();
    }

    /** The names of all models, the standard one first. */
    public List<String> names() {
        return List.copyOf(sources.keySet());
    }

    /** The names of the models that are loaded. */
    public synchronized List<String> loadedNames() {
        return loaded.entrySet().stream().filter(entry -> entry.getValue().model.isDone()).map(Map.Entry::getKey).toList();
    }

    /** About what the loaded models take, in bytes. */
    public synchronized long memory() {
        return memory;
    }

    /**
     * A model to use.
     *
     * @param name what a request asks for. A server of one model gives that one whatever it is called, because clients that were written
     *     for other services send those services' names.
     * @throws ApiException when there is no such model, or it cannot be loaded
     */
    public Lease lease(Optional<String> name) {
        ModelSource source = source(name);
        Slot slot;
        boolean load = false;
        synchronized (this) {
            if (closed) {
                throw new ApiException(Kind.UNHEALTHY, "the server is stopping");
            }
            slot = loaded.get(source.name());
            if (slot == null) {
                load = true;
                slot = new Slot(memoryOf(source));
                makeRoom(slot.memory);
                memory += slot.memory;
                loaded.put(source.name(), slot);
            }
            slot.leases++;
        }
        if (load) {
            load(source, slot);
        }
        try {
            return new Lease(slot.model.join(), slot);
        } catch (CompletionException e) {
            throw new ApiException(Kind.BACKEND, "Backend error: the model " + source.name() + " cannot be loaded: " + e.getCause().getMessage());
        }
    }

    private ModelSource source(Optional<String> name) {
        if (name.isEmpty() || sources.size() == 1) {
            return standard;
        }
        // Hugging Face's names have an owner, which folders have not.
        String asked = name.get().substring(name.get().lastIndexOf('/') + 1);
        ModelSource source = sources.get(asked);
        if (source == null) {
            throw new ApiException(Kind.NOT_FOUND, "there is no such model; there are " + String.join(", ", sources.keySet()));
        }
        return source;
    }

    private static long memoryOf(ModelSource source) {
        try {
            return source.memory();
        } catch (IOException e) {
            // Loading it will say so.
            return 0;
        }
    }

    private void load(ModelSource source, Slot slot) {
        try {
            long start = System.nanoTime();
            ServedModel model = source.load(maxTokens);
            LOG.log(System.Logger.Level.INFO, "loaded {0} in {1} ms", source.name(), (System.nanoTime() - start) / 1_000_000);
            slot.model.complete(model);
        } catch (IOException | RuntimeException | Error e) {
            synchronized (this) {
                loaded.remove(source.name());
                memory -= slot.memory;
            }
            slot.model.completeExceptionally(e);
        }
    }

    /** Lets models go until there is room. Those in use stay, even if that is more than the limit. */
    private void makeRoom(long bytes) {
        var eldestFirst = loaded.entrySet().iterator();
        while (memory + bytes > memoryLimit && eldestFirst.hasNext()) {
            Map.Entry<String, Slot> entry = eldestFirst.next();
            Slot slot = entry.getValue();
            boolean last = bytes == 0 && loaded.size() == 1;
            if (slot.leases == 0 && slot.model.isDone() && !last) {
                eldestFirst.remove();
                memory -= slot.memory;
                slot.model.join().close();
                LOG.log(System.Logger.Level.INFO, "let {0} go", entry.getKey());
            }
        }
    }

    /** Lets all models go. Calls under way end first. */
    @Override
    public synchronized void close() {
        closed = true;
        for (Slot slot : loaded.values()) {
            slot.model.thenAccept(ServedModel::close);
        }
        loaded.clear();
        memory = 0;
    }
}
