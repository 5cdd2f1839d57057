/** From text to what models read, and from long texts to passages. Runs in the browser too. */
module io.coracle.text {
    requires transitive io.coracle.engine;

    exports io.coracle.text.classify;
    exports io.coracle.text.embed;
    exports io.coracle.text.split;
    exports io.coracle.text.tokenizer;
}
