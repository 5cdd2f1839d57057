package io.coracle.search.files;

import java.util.List;

/**
 * What an indexing run did.
 *
 * @param added files that were not in the index
 * @param changed files with other content than before
 * @param removed files that are gone, or that are no longer wanted
 * @param unchanged files that were left as they are
 * @param embedded passages that were embedded
 * @param reused passages of changed files that kept their vectors
 * @param problems one sentence for each file or folder that could not be read, sorted
 * @param interrupted whether the run was stopped; what it had done is in the index, the next run does the rest
 */
public record IndexingReport(int added, int changed, int removed, int unchanged, long embedded, long reused,
                             List<String> problems, boolean interrupted) {

    /** Whether the index is as it was. */
    public boolean nothingDone() {
        return added == 0 && changed == 0 && removed == 0;
    }
}
