package dev.flambeau.testkit;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads Python expressions as PyTorch programs are made of: calls, attributes, subscripts, lists, comprehensions, arithmetic. */
final class Python {
    private final String text;
    private int at;

    private Python(String text) {
        this.text = text;
    }

    /** An expression. */
    sealed interface Expr {}

    /** A number, a string, True, False, None, an ellipsis. */
    record Literal(@Nullable Object value) implements Expr {}

    record Name(String name) implements Expr {}

    record Attribute(Expr object, String name) implements Expr {}

    record Call(Expr function, List<Expr> args, List<Keyword> keywords) implements Expr {}

    record Keyword(String name, Expr value) {}

    record Subscript(Expr object, Expr index) implements Expr {}

    record SliceOf(@Nullable Expr start, @Nullable Expr stop, @Nullable Expr step) implements Expr {}

    record ListOf(List<Expr> items) implements Expr {}

    record TupleOf(List<Expr> items) implements Expr {}

    /** {@code [body for names in items if condition for …]}. */
    record Comprehension(Expr body, List<Loop> loops) implements Expr {}

    /** {@code for names in items if condition}. */
    record Loop(List<String> names, Expr items, @Nullable Expr condition) {}

    /** {@code first if condition else second}. */
    record Choice(Expr condition, Expr first, Expr second) implements Expr {}

    record Unary(String operator, Expr operand) implements Expr {}

    record Binary(String operator, Expr left, Expr right) implements Expr {}

    /** The expression that the text is; an {@link Unsupported} if it is none of those above. */
    static Expr parse(String text) {
        Python python = new Python(text);
        Expr expr = python.tuple();
        if (python.peek() != 0) {
            throw python.unexpected();
        }
        return expr;
    }

    /** Expressions with commas between them are a tuple. */
    private Expr tuple() {
        Expr first = expression();
        if (peek() != ',') {
            return first;
        }
        List<Expr> items = new ArrayList<>(List.of(first));
        while (accept(",")) {
            char c = peek();
            if (c == 0 || c == ')' || c == ']') {
                break;
            }
            items.add(expression());
        }
        return new TupleOf(items);
    }

    private Expr expression() {
        Expr value = comparison();
        if (!acceptWord("if")) {
            return value;
        }
        Expr condition = comparison();
        if (!acceptWord("else")) {
            throw unexpected();
        }
        return new Choice(condition, value, expression());
    }

    private Expr comparison() {
        Expr left = arithmetic();
        for (String operator : new String[] {"==", "!=", "<=", ">=", "<", ">"}) {
            if (accept(operator)) {
                return new Binary(operator, left, arithmetic());
            }
        }
        return left;
    }

    private Expr arithmetic() {
        Expr left = term();
        while (peek() == '+' || peek() == '-') {
            String operator = String.valueOf(text.charAt(at++));
            left = new Binary(operator, left, term());
        }
        return left;
    }

    private Expr term() {
        Expr left = factor();
        while (true) {
            String operator = accept("//")
                    ? "//"
                    : peek() == '*' && !text.startsWith("**", at) && accept("*")
                            ? "*"
                            : accept("/") ? "/" : accept("%") ? "%" : accept("@") ? "@" : null;
            if (operator == null) {
                return left;
            }
            left = new Binary(operator, left, factor());
        }
    }

    private Expr factor() {
        if (accept("-")) {
            return new Unary("-", factor());
        }
        if (accept("+")) {
            return factor();
        }
        if (accept("~")) {
            return new Unary("~", factor());
        }
        Expr base = trailers(atom());
        return accept("**") ? new Binary("**", base, factor()) : base;
    }

    private Expr trailers(Expr atom) {
        Expr expr = atom;
        while (true) {
            if (accept(".")) {
                expr = new Attribute(expr, word());
            } else if (accept("(")) {
                expr = call(expr);
            } else if (accept("[")) {
                expr = new Subscript(expr, index());
                expect("]");
            } else {
                return expr;
            }
        }
    }

    private Expr call(Expr function) {
        List<Expr> args = new ArrayList<>();
        List<Keyword> keywords = new ArrayList<>();
        while (!accept(")")) {
            int start = at;
            char first = peek();
            String name = Character.isJavaIdentifierStart(first) ? word() : null;
            if (name != null && peek() == '=' && !text.startsWith("==", at)) {
                expect("=");
                keywords.add(new Keyword(name, expression()));
            } else {
                at = start;
                Expr value = expression();
                args.add(acceptWord("for") ? comprehension(value) : value);
            }
            if (peek() != ')') {
                expect(",");
            }
        }
        return new Call(function, args, keywords);
    }

    private Expr index() {
        Expr first = slice();
        if (peek() != ',') {
            return first;
        }
        List<Expr> items = new ArrayList<>(List.of(first));
        while (accept(",") && peek() != ']') {
            items.add(slice());
        }
        return new TupleOf(items);
    }

    private Expr slice() {
        Expr start = peek() == ':' ? null : expression();
        if (!accept(":")) {
            if (start == null) {
                throw unexpected();
            }
            return start;
        }
        Expr stop = isSliceEnd() ? null : expression();
        Expr step = accept(":") && !isSliceEnd() ? expression() : null;
        return new SliceOf(start, stop, step);
    }

    private boolean isSliceEnd() {
        char c = peek();
        return c == ':' || c == ',' || c == ']';
    }

    private Expr atom() {
        char c = peek();
        if (accept("(")) {
            if (accept(")")) {
                return new TupleOf(List.of());
            }
            Expr inner = tuple();
            Expr whole = acceptWord("for") ? comprehension(inner) : inner;
            expect(")");
            return whole;
        }
        if (accept("[")) {
            return list();
        }
        if (accept("...")) {
            return new Literal(Values.Ellipsis.ELLIPSIS);
        }
        if (c == '\'' || c == '"') {
            return new Literal(string(c));
        }
        if (Character.isDigit(c) || c == '.') {
            return new Literal(number());
        }
        if (!Character.isJavaIdentifierStart(c)) {
            throw unexpected();
        }
        String word = word();
        return switch (word) {
            case "True" -> new Literal(true);
            case "False" -> new Literal(false);
            case "None" -> new Literal(null);
            default -> new Name(word);
        };
    }

    private Expr list() {
        List<Expr> items = new ArrayList<>();
        while (!accept("]")) {
            Expr item = expression();
            if (acceptWord("for")) {
                Expr comprehension = comprehension(item);
                expect("]");
                return comprehension;
            }
            items.add(item);
            if (peek() != ']') {
                expect(",");
            }
        }
        return new ListOf(items);
    }

    /** What follows the first {@code for}. */
    private Expr comprehension(Expr body) {
        List<Loop> loops = new ArrayList<>();
        do {
            List<String> names = new ArrayList<>(List.of(word()));
            while (accept(",")) {
                names.add(word());
            }
            if (!acceptWord("in")) {
                throw unexpected();
            }
            Expr items = comparison();
            loops.add(new Loop(names, items, acceptWord("if") ? comparison() : null));
        } while (acceptWord("for"));
        return new Comprehension(body, loops);
    }

    private String string(char quote) {
        int end = text.indexOf(quote, ++at);
        if (end < 0) {
            throw unexpected();
        }
        String content = text.substring(at, end);
        at = end + 1;
        return content;
    }

    private Object number() {
        int start = at;
        boolean floating = false;
        while (at < text.length()) {
            char c = text.charAt(at);
            boolean exponent = (c == 'e' || c == 'E') && at > start;
            boolean sign = (c == '-' || c == '+') && "eE".indexOf(text.charAt(at - 1)) >= 0 && at > start;
            if (!Character.isDigit(c) && c != '.' && c != '_' && !exponent && !sign) {
                break;
            }
            floating |= c == '.' || exponent;
            at++;
        }
        String digits = text.substring(start, at).replace("_", "");
        try {
            return floating ? (Object) Double.valueOf(digits) : (Object) Long.valueOf(digits);
        } catch (NumberFormatException e) {
            throw new Unsupported("the number " + digits);
        }
    }

    private String word() {
        peek();
        int start = at;
        while (at < text.length() && Character.isJavaIdentifierPart(text.charAt(at))) {
            at++;
        }
        if (start == at) {
            throw unexpected();
        }
        return text.substring(start, at);
    }

    /** The next character that is no space; 0 at the end. */
    private char peek() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        return at < text.length() ? text.charAt(at) : 0;
    }

    private boolean accept(String symbol) {
        peek();
        if (!text.startsWith(symbol, at)) {
            return false;
        }
        at += symbol.length();
        return true;
    }

    private boolean acceptWord(String word) {
        peek();
        int end = at + word.length();
        if (!text.startsWith(word, at) || end < text.length() && Character.isJavaIdentifierPart(text.charAt(end))) {
            return false;
        }
        at = end;
        return true;
    }

    private void expect(String symbol) {
        if (!accept(symbol)) {
            throw unexpected();
        }
    }

    private Unsupported unexpected() {
        return new Unsupported("cannot read the program at character " + at + ": " + text);
    }
}
