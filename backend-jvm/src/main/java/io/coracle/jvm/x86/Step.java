package io.coracle.jvm.x86;

import io.coracle.jvm.x86.Ins.Role;
import java.util.Arrays;
import java.util.List;

/** Puts an {@link Ins} together operand by operand. Each operand's place is asked of the {@link Arg} it returns. */
final class Step {
    private final String text;
    private int[] values = new int[4];
    private Role[] roles = new Role[4];
    private int count;
    private int foldable;
    private Ins.Kind kind = Ins.Kind.PLAIN;

    Step(String text) {
        this.text = text;
    }

    /** Finds an operand among the places of a step. */
    @FunctionalInterface
    interface Arg {
        Operand of(Operand[] places);

        default Vec vec(Operand[] places) {
            return (Vec) of(places);
        }

        default Gpr gpr(Operand[] places) {
            return (Gpr) of(places);
        }

        default Mask mask(Operand[] places) {
            return (Mask) of(places);
        }

        default Mem mem(Operand[] places) {
            return (Mem) of(places);
        }

        default int number(Operand[] places) {
            return ((Vec) of(places)).number();
        }
    }

    private Arg add(int value, Role role) {
        if (count == values.length) {
            values = Arrays.copyOf(values, 2 * count);
            roles = Arrays.copyOf(roles, 2 * count);
        }
        int at = count++;
        values[at] = value;
        roles[at] = role;
        return places -> places[at];
    }

    Step kind(Ins.Kind special) {
        kind = special;
        return this;
    }

    Arg use(int value) {
        return add(value, Role.USE);
    }

    /** An operand that may as well be in memory. */
    Arg useAnywhere(int value) {
        foldable |= 1 << count;
        return add(value, Role.USE);
    }

    Arg def(int value) {
        return add(value, Role.DEF);
    }

    Arg early(int value) {
        return add(value, Role.EARLY);
    }

    Arg change(int value) {
        return add(value, Role.CHANGE);
    }

    Arg temp(int value) {
        return add(value, Role.TEMP);
    }

    Arg use(Source source) {
        return switch (source) {
            case Source.Value(int value) -> useAnywhere(value);
            case Source.Place place -> use(place);
        };
    }

    Arg use(Source.Place place) {
        Arg base = use(place.base());
        if (place.index().isEmpty()) {
            return places -> Mem.at(base.gpr(places), place.displacement());
        }
        Arg index = use(place.index().getAsInt());
        return places -> Mem.at(base.gpr(places), index.gpr(places), place.scale(), place.displacement());
    }

    void emit(List<Ins> to, Ins.Emit emit) {
        to.add(new Ins(text, kind, Arrays.copyOf(values, count), Arrays.copyOf(roles, count), foldable, emit));
    }
}
