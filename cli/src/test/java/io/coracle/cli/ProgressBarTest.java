package io.coracle.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProgressBarTest {

    @Test
    void lineTellsShareRateAndTimeLeft() {
        assertEquals(" [############            ]  50%  1,200 passages  100/s  ETA 0:12", ProgressBar.line("passages", 0.5, 1200, 12));
        assertEquals(" [                        ]   0%  0 passages  0.0/s", ProgressBar.line("passages", 0, 0, 0));
        assertFalse(ProgressBar.line("passages", 7, 1, 1).contains("700"));
    }

    @Test
    void durationsReadAsClocksDo() {
        assertEquals("0:07", ProgressBar.duration(7.4));
        assertEquals("12:30", ProgressBar.duration(750));
        assertEquals("1:02:03", ProgressBar.duration(3723));
    }

    @Test
    void nothingIsDrawnWhereThereIsNoTerminal() throws InterruptedException {
        assertEquals("", drawn(false));
        assertTrue(drawn(true).endsWith("\r\u001b[K"));
    }

    @Test
    void coloursAreLeftOutWhenTheUserOrTheTerminalSaysSo() {
        assertTrue(Terminal.wantsColours(Map.of("TERM", "xterm")));
        assertTrue(Terminal.wantsColours(Map.of("NO_COLOR", "")));
        assertFalse(Terminal.wantsColours(Map.of("NO_COLOR", "1")));
        assertFalse(Terminal.wantsColours(Map.of("TERM", "dumb")));
    }

    private static String drawn(boolean terminal) throws InterruptedException {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        PrintStream print = new PrintStream(err, true, StandardCharsets.UTF_8);
        try (ProgressBar bar = new ProgressBar(new Terminal(InputStream.nullInputStream(), print, print, false, terminal), "indexing", "passages")) {
            bar.begin(1, 100);
            bar.passage(50, false);
            Thread.sleep(700);
        }
        return err.toString(StandardCharsets.UTF_8);
    }
}
