package io.coracle.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coracle.backend.InterpreterBackend;
import io.coracle.format.ModelFormatException;
import io.coracle.format.onnx.OnnxModel;
import io.coracle.format.onnx.OnnxReader;
import io.coracle.plan.ModelException;
import io.coracle.plan.Session;
import io.coracle.tensor.Bytes;
import io.coracle.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Damages models of every operator and runs what the reader still takes: each ends with outputs or with a typed exception and a
 * message, in a few seconds at most.
 */
@Timeout(600)
class MutatedModelTest {
    /** The whole run takes 10,000. */
    private static final int MUTANTS = Integer.getInteger("coracle.fuzz.models", 2_000);
    private static final long SECONDS_PER_MODEL = 5;
    /** Larger networks are too slow for the interpreter, damaged or not. */
    private static final List<String> SLOW = List.of("light/", "pytorch-operator/test_operator_conv", "node/test_lppool_3d", "node/test_maxpool_3d");
    /** Operators whose running time is an attribute or input of the model: a mutant may rightly run for years. */
    private static final List<String> UNBOUNDED = List.of("Loop", "Scan", "SequenceMap");

    private final Random random = new Random(Long.getLong("coracle.fuzz.seed", 20261120));

    @Test
    void everyMutantRunsOrIsRefusedWithAMessage() {
        List<String> problems = new ArrayList<>();
        int ran = 0;
        try (ConformanceSuite suite = ConformanceSuite.open()) {
            List<ConformanceSuite.Case> cases = suite.cases().stream().filter(c -> !UNBOUNDED.contains(c.subject())).filter(c -> SLOW.stream().noneMatch(slow -> c.name().startsWith(slow))).toList();
            for (int i = 0; i < MUTANTS; i++) {
                ConformanceSuite.Case seed = cases.get(i % cases.size());
                Map<String, Tensor> inputs;
                try {
                    inputs = seed.inputs(seed.model());
                } catch (RuntimeException e) {
                    // The engine does not know a type of this case.
                    continue;
                }
                byte[] mutant = mutate(seed.file());
                long start = System.nanoTime();
                try {
                    ran += run(mutant, inputs);
                } catch (ModelFormatException | ModelException e) {
                    if (e.getMessage() == null || e.getMessage().isBlank()) {
                        problems.add(seed + ": an exception without a message");
                    }
                } catch (RuntimeException | Error e) {
                    problems.add(seed + " mutant " + i + ": " + e + " at " + Arrays.toString(Arrays.copyOf(e.getStackTrace(), 4)));
                }
                if (System.nanoTime() - start > SECONDS_PER_MODEL * 1_000_000_000L) {
                    problems.add(seed + " mutant " + i + ": took " + (System.nanoTime() - start) / 1_000_000 + " ms");
                }
            }
        }
        assertEquals("", String.join("\n", problems));
        assertTrue(ran > MUTANTS / 10, "only " + ran + " mutants still ran: the damage is too coarse to reach operators");
    }

    private static int run(byte[] file, Map<String, Tensor> inputs) {
        OnnxModel model = OnnxReader.read(Bytes.of(file));
        if (model.graph().nodes().stream().anyMatch(node -> UNBOUNDED.contains(node.operator()))) {
            return 0;
        }
        try (Session session = new Session(model.graph(), new InterpreterBackend())) {
            Map<String, Tensor> given = new HashMap<>(inputs);
            session.run(given);
            return 1;
        }
    }

    /** Changes a few bytes, most of them to numbers that look harmless. */
    private byte[] mutate(byte[] file) {
        byte[] mutant = file.clone();
        for (int changes = random.nextInt(1, 4); changes > 0; changes--) {
            int at = random.nextInt(mutant.length);
            switch (random.nextInt(8)) {
                case 0 -> mutant[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> mutant[at] = (byte) random.nextInt(8);
                case 2 -> mutant[at]++;
                case 3 -> mutant[at]--;
                case 4 -> mutant[at] = -1;
                case 5 -> mutant[at] = 0x7f;
                case 6 -> mutant[at] = 0;
                default -> mutant = random.nextInt(8) == 0 ? Arrays.copyOf(mutant, Math.max(1, at)) : mutant;
            }
        }
        return mutant;
    }
}
