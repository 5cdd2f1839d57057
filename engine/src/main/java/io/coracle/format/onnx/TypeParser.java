package io.coracle.format.onnx;

import io.coracle.graph.ValueInfo;
import io.coracle.graph.ValueInfo.Dimension;
import io.coracle.graph.ValueInfo.Other;
import io.coracle.graph.ValueInfo.ValueType;
import io.coracle.tensor.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads {@code ValueInfoProto} and {@code TypeProto}. */
final class TypeParser {
    /** What a value is that the file gives no type for, as inputs of subgraphs often are. */
    static final ValueType UNTYPED = new Other("untyped");

    private TypeParser() {}

    static ValueInfo valueInfo(ProtoReader in) {
        String name = "";
        ValueType type = UNTYPED;
        while (in.next()) {
            switch (in.field()) {
                case 1 -> name = in.string();
                case 2 -> type = in.message(TypeParser::type);
                default -> in.skip();
            }
        }
        return new ValueInfo(name, type);
    }

    static ValueType type(ProtoReader in) {
        ValueType type = UNTYPED;
        while (in.next()) {
            switch (in.field()) {
                case 1 -> type = in.message(TypeParser::tensor);
                case 4 -> type = new Other("sequence of " + in.message(TypeParser::element));
                case 5 -> type = in.message(TypeParser::map);
                case 8 -> type = new Other("sparse " + in.message(TypeParser::tensor));
                case 9 -> type = new Other("optional " + in.message(TypeParser::element));
                default -> in.skip();
            }
        }
        return type;
    }

    private static ValueType tensor(ProtoReader in) {
        int code = 0;
        boolean ranked = false;
        List<Dimension> dims = new ArrayList<>();
        while (in.next()) {
            switch (in.field()) {
                case 1 -> code = in.smallInteger();
                case 2 -> {
                    ranked = true;
                    in.message(shape -> dims(shape, dims));
                }
                default -> in.skip();
            }
        }
        Optional<DType> dtype = DType.ofCode(code);
        return dtype.isPresent()
            ? new ValueInfo.Tensor(dtype.get(), ranked, dims)
            : new Other("tensor of " + DataTypes.describe(code));
    }

    private static List<Dimension> dims(ProtoReader in, List<Dimension> dims) {
        while (in.next()) {
            if (in.field() == 1) {
                dims.add(in.message(TypeParser::dim));
            } else {
                in.skip();
            }
        }
        return dims;
    }

    private static Dimension dim(ProtoReader in) {
        Dimension dim = new Dimension.Unknown();
        while (in.next()) {
            switch (in.field()) {
                case 1 -> {
                    long extent = in.integer();
                    if (extent > Integer.MAX_VALUE) {
                        throw in.error("a dimension of " + extent + " elements is too large");
                    }
                    // Some exporters write -1 for an extent that they do not know.
                    dim = extent < 0 ? new Dimension.Unknown() : new Dimension.Fixed((int) extent);
                }
                case 2 -> {
                    String name = in.string();
                    dim = name.isEmpty() ? new Dimension.Unknown() : new Dimension.Named(name);
                }
                default -> in.skip();
            }
        }
        return dim;
    }

    private static ValueType element(ProtoReader in) {
        ValueType type = UNTYPED;
        while (in.next()) {
            if (in.field() == 1) {
                type = in.message(TypeParser::type);
            } else {
                in.skip();
            }
        }
        return type;
    }

    private static ValueType map(ProtoReader in) {
        int key = 0;
        ValueType value = UNTYPED;
        while (in.next()) {
            switch (in.field()) {
                case 1 -> key = in.smallInteger();
                case 2 -> value = in.message(TypeParser::type);
                default -> in.skip();
            }
        }
        return new Other("map from " + DataTypes.describe(key) + " to " + value);
    }
}
