/**
 * The {@code coracle} command. Each command is one class; {@link io.coracle.cli.Main} puts them together and turns what goes
 * wrong into one or two lines and an exit code: 0 done, 1 failed, 2 called wrongly, 130 interrupted.
 */
package io.coracle.cli;
