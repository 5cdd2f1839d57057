package io.coracle.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ArenaMapTest {
    @Test
    void blocksThatLiveAtOnceNeverOverlap() {
        Random random = new Random(1);
        for (int round = 0; round < 200; round++) {
            ArenaMap arena = new ArenaMap();
            List<long[]> live = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                if (!live.isEmpty() && random.nextInt(3) == 0) {
                    long[] block = live.remove(random.nextInt(live.size()));
                    arena.give(block[0], block[1]);
                } else {
                    long bytes = random.nextInt(1000);
                    long offset = arena.take(bytes);
                    assertEquals(0, offset % 64);
                    assertTrue(offset + bytes <= arena.size());
                    for (long[] other : live) {
                        assertTrue(offset + bytes <= other[0] || other[0] + other[1] <= offset);
                    }
                    live.add(new long[] {offset, bytes});
                }
            }
        }
    }

    @Test
    void aFreedBlockIsTakenAgain() {
        ArenaMap arena = new ArenaMap();
        long first = arena.take(1000);
        arena.take(64);
        arena.give(first, 1000);
        assertEquals(first, arena.take(500));
    }

    @Test
    void aFreeBlockAtTheEndGrows() {
        ArenaMap arena = new ArenaMap();
        arena.take(64);
        long last = arena.take(64);
        arena.give(last, 64);
        assertEquals(last, arena.take(640));
        assertEquals(64 + 640, arena.size());
    }
}
