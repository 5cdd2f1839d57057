package io.coracle.server;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeSet;

/** What is set, wherever it is: flags count more than the environment, the environment more than the file. */
public final class Settings {

    /** A text and where it was found. */
    private record Value(String text, String place) {}

    private final Map<String, Value> values;

    private Settings(Map<String, Value> values) {
        this.values = Map.copyOf(values);
    }

    /** Nothing but standard values. */
    public static Settings standard() {
        return of(Map.of());
    }

    /** These settings by name, nothing from outside; for programs that start a server. */
    public static Settings of(Map<String, String> byName) {
        return of(byName, Map.of(), Optional.empty());
    }

    /**
     * Puts settings together.
     *
     * @param flags by name
     * @param environment variables
     * @param file lines {@code name = value}, as {@link Properties} reads them
     * @throws SettingsException when the file cannot be read or names a setting that does not exist
     */
    public static Settings of(Map<String, String> flags, Map<String, String> environment, Optional<Path> file) {
        Map<String, Value> values = new HashMap<>();
        file.ifPresent(path -> read(path, values));
        for (Setting setting : AllSettings.LIST) {
            String variable = environment.get(setting.environment());
            if (variable != null && !variable.isBlank()) {
                values.put(setting.name(), new Value(variable.strip(), setting.environment()));
            }
            String flag = flags.get(setting.name());
            if (flag != null) {
                values.put(setting.name(), new Value(flag, "--" + setting.name()));
            }
        }
        for (String name : flags.keySet()) {
            known(name, "--" + name);
        }
        return new Settings(values);
    }

    private static void read(Path file, Map<String, Value> into) {
        Properties lines = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            lines.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            throw new SettingsException(file + ": cannot be read: " + e.getMessage());
        }
        for (String name : new TreeSet<>(lines.stringPropertyNames())) {
            known(name, file + ": " + name);
            into.put(name, new Value(lines.getProperty(name).strip(), file + ": " + name));
        }
    }

    private static void known(String name, String place) {
        if (AllSettings.LIST.stream().noneMatch(setting -> setting.name().equals(name))) {
            throw new SettingsException(place + " is no setting; there are "
                + String.join(", ", AllSettings.LIST.stream().map(Setting::name).sorted().toList()));
        }
    }

    /** What is set, or the standard value. */
    public String text(Setting setting) {
        return values.getOrDefault(setting.name(), new Value(setting.standard(), "")).text();
    }

    /** What is set; empty when nothing is, or nothing but space. */
    public Optional<String> optional(Setting setting) {
        return Optional.of(text(setting)).filter(text -> !text.isBlank());
    }

    /** The parts between commas; none when nothing is set. */
    public List<String> list(Setting setting) {
        List<String> parts = new ArrayList<>();
        for (String part : text(setting).split(",")) {
            if (!part.isBlank()) {
                parts.add(part.strip());
            }
        }
        return List.copyOf(parts);
    }

    /** True for {@code true}, {@code yes}, {@code on} and {@code 1}. */
    public boolean flag(Setting setting) {
        return switch (text(setting).toLowerCase(java.util.Locale.ROOT)) {
            case "true", "yes", "on", "1" -> true;
            case "false", "no", "off", "0", "" -> false;
            default -> throw wrong(setting, "true or false");
        };
    }

    /** A whole number, for amounts of bytes with {@code k}, {@code m} or {@code g} behind it. */
    public long number(Setting setting, long least, long most) {
        String text = text(setting).strip().toLowerCase(java.util.Locale.ROOT);
        int shift = text.endsWith("k") ? 10 : text.endsWith("m") ? 20 : text.endsWith("g") ? 30 : 0;
        try {
            long number = Math.multiplyExact(Long.parseLong(shift == 0 ? text : text.substring(0, text.length() - 1)), 1L << shift);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException | ArithmeticException e) {
            // Answered below, like a number out of range.
        }
        throw wrong(setting, "a number from " + least + " to " + most);
    }

    /** As {@link #number}, for what is counted in ints. */
    public int count(Setting setting, int least, int most) {
        return (int) number(setting, least, most);
    }

    /** Seconds, with a fraction if need be. */
    public Duration seconds(Setting setting) {
        try {
            double seconds = Double.parseDouble(text(setting));
            if (seconds >= 0 && seconds <= 1e6) {
                return Duration.ofNanos((long) (seconds * 1e9));
            }
        } catch (NumberFormatException e) {
            // Answered below, like a number out of range.
        }
        throw wrong(setting, "a number of seconds");
    }

    /** A path. */
    public Optional<Path> path(Setting setting) {
        return optional(setting).map(Path::of);
    }

    /** What to throw when a value is not what was expected. */
    public SettingsException wrong(Setting setting, String expected) {
        Value value = values.getOrDefault(setting.name(), new Value(setting.standard(), "--" + setting.name()));
        return new SettingsException(value.place() + " is \"" + value.text() + "\"; expected " + expected);
    }
}
