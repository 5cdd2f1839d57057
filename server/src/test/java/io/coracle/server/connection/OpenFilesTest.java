package io.coracle.server.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class OpenFilesTest {
    private static String limits(String soft) {
        return """
            Limit                     Soft Limit           Hard Limit           Units
            Max processes             93000                93000                processes
            Max open files            %s                 524288               files
            """.formatted(soft);
    }

    @Test
    void leavesFilesForTheServerItself() {
        assertEquals(1536, OpenFiles.connections(20_000, limits("2048")));
    }

    @Test
    void leavesHalfWhereThereAreFew() {
        assertEquals(128, OpenFiles.connections(20_000, limits("256")));
    }

    @Test
    void givesAsManyAsWantedWhereThereIsRoom() {
        assertEquals(20_000, OpenFiles.connections(20_000, limits("524288")));
        assertEquals(20_000, OpenFiles.connections(20_000, limits("unlimited")));
        assertEquals(20_000, OpenFiles.connections(20_000, ""));
    }

    @Test
    void thisMachineHasRoomForSome() {
        assertTrue(OpenFiles.connections(100) > 0);
    }
}
