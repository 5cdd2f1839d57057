package io.coracle.bench.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.coracle.json.Json;
import io.coracle.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MatchTest {
    private static final Series OURS = new Series("coracle", List.of(1.0, 2.0, 4.0));
    private static final Series PEER = new Series("ort", List.of(2.0, 3.0, 8.0));
    private static final Match MATCH = new Match(Map.of("shape", "(1,8)"), "ms", Comparison.SPEED_UP, List.of(OURS, PEER));

    @Test
    void ratiosAreTakenWithinARound() {
        assertEquals(List.of(2.0, 1.5, 2.0), MATCH.ratios(PEER));
    }

    @Test
    void runsWithEqualLabelsAreJoinedRoundByRound() {
        Match other = new Match(Map.of("shape", "(1,32)"), "ms", Comparison.SPEED_UP, List.of(OURS, PEER));
        List<Match> joined = Match.join(List.of(MATCH, other, MATCH));
        assertEquals(2, joined.size());
        assertEquals(List.of(1.0, 2.0, 4.0, 1.0, 2.0, 4.0), joined.getFirst().ours().scores());
    }

    @Test
    void jsonBringsBackTheMatch() {
        assertEquals(MATCH, Match.fromJson((JsonObject) Json.parse(Json.write(MATCH.toJson()))));
    }

    @Test
    void tableOfDuelsHasARowForEachMatch() {
        assertEquals("""
            shape  coracle    ort  unit  speed-up  rounds' range  ort's spread
            (1,8)    2.000  3.000    ms     2.00x      1.50-2.00         200 %
            """, Table.ofDuels(List.of(MATCH)));
    }
}
