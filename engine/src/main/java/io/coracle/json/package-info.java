/**
 * Reads and writes JSON: tokenizer files, model configurations, safetensors headers, command output.
 *
 * <p>{@link io.coracle.json.Json} turns text or UTF-8 bytes into a sealed tree of records
 * ({@link io.coracle.json.JsonValue}) and back; {@link io.coracle.json.JsonWriter} writes without building a tree.
 * The reader accepts RFC 8259 and nothing more, and survives hostile input: every failure is a
 * {@link io.coracle.json.JsonException} that names the line and column.
 */
package io.coracle.json;
