/** What Java programs call: models and embedders. */
module io.coracle {
    requires transitive io.coracle.engine;
    requires transitive io.coracle.text;
    requires io.coracle.jvm;

    exports io.coracle;
}
