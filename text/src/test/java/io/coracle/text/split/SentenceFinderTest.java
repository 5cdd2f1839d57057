package io.coracle.text.split;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.coracle.text.TestData;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SentenceFinderTest {

    /** A bar marks where a sentence must end. */
    @ParameterizedTest
    @ValueSource(strings = {
        "Hello there.| How are you?| Fine!",
        "Dr. Smith met Mr. Jones at 3.14 p.m. on Main St. in Washington.| They spoke.",
        "He moved to the U.S. in 1999.| She stayed in the U.K.| But why?",
        "Acme Inc. bought Foo Ltd. last year.| The price, e.g. $5.50, was fine.",
        "J. R. R. Tolkien wrote it.| So did C. S. Lewis.",
        "\"Really?\" she asked.| \"Yes!\" he said.| \"No.\"| Then silence.",
        "Wait...| What?!| No way… really.",
        "(This is one.)| [This too.]| And this.",
        "See Fig. 3 and Sec. 4.2 on pp. 10-12.| The answer is no.| We left.",
        "Open config.yaml or visit example.org.| It's e.g. in /etc/app.conf, i.e. there.",
        "Smith et al. found it.| However, Brown et al.| The others did not.",
        "今日は晴れです。|明日は雨でしょうか？|「行こう！」と彼は言った。",
        "मैं घर जाता हूँ।| वह आता है।",
        "هل أنت بخير؟| نعم.| شكرا",
        "# A heading|\nSome text that\nis wrapped by an editor.|\n\nNext paragraph|\n\n- first item|\n- second item|\n2. third",
        "| a | b ||\n| 1 | 2 |",
        "The value is 5.| 6 is more.",
        "Use `a.b.c()`.| Then **stop.**| Done",
        "Ärzte sagen z.B. Nein.| Übrigens auch Ja.",
        "No end mark at all"})
    void endsAreFoundWhereAReaderSeesThem(String marked) {
        String[] expected = marked.startsWith("| a") ? new String[] {"| a | b |", "| 1 | 2 |"} : marked.split("\\|");
        String text = marked.startsWith("| a") ? "| a | b |\n| 1 | 2 |" : marked.replace("|", "");

        List<String> found = SentenceFinder.find(text).stream().map(sentence -> sentence.of(text)).toList();

        assertEquals(List.of(expected).stream().map(String::strip).toList(), found);
    }

    @Test
    void theSharedSentencesAreMostlyOneSentenceEach() {
        long found = TestData.sharedLines("sentences.txt").stream().mapToLong(line -> SentenceFinder.find(line).size()).sum();

        assertEquals(1000, found, 20);
    }

    @Test
    void blankTextHasNoSentences() {
        assertEquals(List.of(), SentenceFinder.find(" \n "));
    }
}
