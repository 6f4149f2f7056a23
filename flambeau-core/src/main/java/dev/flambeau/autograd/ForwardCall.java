package dev.flambeau.autograd;

import dev.flambeau.AutogradException;
import dev.flambeau.memory.Reachability;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where a step of the graph was made: the stack of the forward call, and the step whose backward made it, if one did. */
record ForwardCall(List<StackTraceElement> stack, @Nullable Node during) {
    /** Of the step that this thread is making. */
    static ForwardCall here() {
        return new ForwardCall(List.of(new Throwable().getStackTrace()), Backward.currentNode());
    }

    /** The line of the user's program, for the end of a message; empty if it is not known. */
    static String line(Node node) {
        ForwardCall call = node.forward();
        if (call == null) {
            return "";
        }
        List<StackTraceElement> stack = call.users();
        return stack.isEmpty() ? "" : " Its forward call was at " + stack.getFirst() + ".";
    }

    /** The forward call as the cause of what went wrong in backward. */
    static AutogradException cause(Node node) {
        ForwardCall call = node.forward();
        if (call == null) {
            return traceless("Error detected in " + node.name() + ". No forward pass information available. Enable "
                    + "detect anomaly during forward pass for more information.", null);
        }
        Node during = call.during();
        AutogradException cause = traceless(
                "Error detected in " + node.name() + ". Traceback of forward call that caused the error",
                during == null ? null : previous(during));
        cause.setStackTrace(call.users().toArray(StackTraceElement[]::new));
        return cause;
    }

    private static @Nullable AutogradException previous(Node node) {
        ForwardCall call = node.forward();
        if (call == null) {
            return null;
        }
        AutogradException previous = traceless(
                "Traceback of forward call that induced the previous calculation, in " + node.name(),
                call.during() == null ? null : previous(call.during()));
        previous.setStackTrace(call.users().toArray(StackTraceElement[]::new));
        return previous;
    }

    private static AutogradException traceless(String message, @Nullable Throwable cause) {
        AutogradException made = cause == null ? new AutogradException(message) : new AutogradException(message, cause);
        made.setStackTrace(new StackTraceElement[0]);
        return made;
    }

    /** The stack from the user's line on; all of it where there is none. */
    private List<StackTraceElement> users() {
        for (int i = 0; i < stack.size(); i++) {
            if (isUsers(stack.get(i).getClassName())) {
                return stack.subList(i, stack.size());
            }
        }
        return stack;
    }

    private static boolean isUsers(String className) {
        return !Reachability.isLibrary(className) && !className.startsWith("java.") && !className.startsWith("jdk.");
    }
}
