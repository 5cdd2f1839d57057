package io.coracle.server;

import java.util.Locale;

/**
 * One thing that can be set: by the flag {@code --name}, by an environment variable, or by a line {@code name = value} of a file.
 *
 * @param name in lower case, words joined by hyphens
 * @param environment the variable; what stands there counts less than the flag and more than the file
 * @param value what a value is, for the help, such as {@code N} or {@code PATH}
 * @param standard the value if nothing is set; empty if there is none
 * @param description for the help
 */
public record Setting(String name, String environment, String value, String standard, String description) {

    /** A setting whose variable is {@code CORACLE_} and its name. */
    public static Setting of(String name, String value, String standard, String description) {
        return new Setting(name, "CORACLE_" + name.toUpperCase(Locale.ROOT).replace('-', '_'), value, standard, description);
    }

    /** The same with another variable. */
    public Setting inEnvironment(String variable) {
        return new Setting(name, variable, value, standard, description);
    }
}
