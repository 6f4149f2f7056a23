package dev.flambeau.testkit;

import dev.flambeau.FlambeauException;
import dev.flambeau.Tensor;
import dev.flambeau.testkit.Compare.Tolerance;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The suite {@code errors}: calls that are refused, before anything has changed. */
final class ErrorSuite implements Suite {
    private static final Pattern VARIABLE = Pattern.compile("[\\d()\\[\\]{}<>'\"`]+");
    private static final Tolerance EXACT = new Tolerance(0, 0);

    private final OpTable ops;

    ErrorSuite(OpTable ops) {
        this.ops = ops;
    }

    @Override
    public Outcome run(Case c) {
        String op = c.text("op");
        OpTable.Body body = ops.get(op);
        if (body == null) {
            return Outcome.unsupported("no function " + op);
        }
        OpCall call = c.call(op, "args", "kwargs");
        String message = null;
        try {
            body.call(call);
        } catch (FlambeauException e) {
            message = String.valueOf(e.getMessage());
        }
        String unread = call.unread();
        if (unread != null) {
            return Outcome.unsupported(unread + " is not supported");
        }
        if (message == null) {
            return Outcome.fail("is not refused; PyTorch: " + c.text("message"));
        }
        String changed = changed(c);
        if (changed != null) {
            return Outcome.fail("was refused after " + changed + " had changed");
        }
        String phrase = keyPhrase(c.text("message"));
        return message.contains(phrase)
                ? Outcome.pass(true, "")
                : Outcome.pass(false, "says: " + message + "; PyTorch: " + c.text("message"));
    }

    private static @Nullable String changed(Case c) {
        for (Map.Entry<String, Tensor> each : new HashMap<>(c.inputs()).entrySet()) {
            if (Compare.tensors(each.getValue(), c.stored(each.getKey()), EXACT, false) != null) {
                return each.getKey();
            }
        }
        return null;
    }

    /** The longest stretch without digits, brackets or quotes. */
    static String keyPhrase(String message) {
        String longest = "";
        for (String stretch : VARIABLE.splitAsStream(message).toList()) {
            longest = stretch.length() > longest.length() ? stretch : longest;
        }
        return longest.strip();
    }
}
