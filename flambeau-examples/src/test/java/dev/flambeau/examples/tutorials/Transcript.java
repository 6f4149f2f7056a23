package dev.flambeau.examples.tutorials;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/**
 * What PyTorch printed for a tutorial, a mark before each line: after {@code =} the text must be the same, each number within 1.5 units of its
 * last printed digit; after {@code ~}, where a whole training run lies behind the numbers, they may differ by a quarter. Whole numbers are exact;
 * runs of blanks count as one; None is null.
 */
final class Transcript {
    private static final Pattern NUMBER =
            Pattern.compile("[-+]?(?:\\d+\\.\\d*|\\.\\d+|\\d+)(?:[eE][-+]?\\d+)?|nan|-?inf");

    private final List<String> lines;

    Transcript(List<String> lines) {
        this.lines = lines;
    }

    /** A transcript among the test's resources. */
    static Transcript resource(String name) {
        try (InputStream in = Transcript.class.getResourceAsStream(name + ".txt.gz")) {
            if (in == null) {
                throw new IllegalArgumentException("no transcript " + name);
            }
            return new Transcript(
                    new String(new GZIPInputStream(in).readAllBytes(), StandardCharsets.UTF_8).lines().toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The lines that differ, each with what was wanted. */
    List<String> differences(String printed) {
        List<String> got = printed.lines().toList();
        List<String> wrong = new ArrayList<>();
        for (int i = 0; i < Math.max(lines.size(), got.size()); i++) {
            String wanted = i < lines.size() ? lines.get(i) : "(the end)";
            String line = i < got.size() ? got.get(i) : "(nothing)";
            if (i >= lines.size() || !same(wanted.charAt(0), wanted.substring(2), line)) {
                wrong.add("line " + (i + 1) + ": wanted '" + wanted + "', got '" + line + "'");
            }
        }
        return wrong;
    }

    private static boolean same(char mark, String wanted, String got) {
        String a = plain(wanted);
        String b = plain(got);
        List<String> x = numbers(a);
        List<String> y = numbers(b);
        boolean same = NUMBER.matcher(a).replaceAll("#").equals(NUMBER.matcher(b).replaceAll("#"));
        for (int i = 0; same && i < x.size(); i++) {
            same = x.get(i).equals(y.get(i)) || close(mark, x.get(i), y.get(i));
        }
        return same;
    }

    private static String plain(String line) {
        return line.strip().replaceAll("\\s+", " ").replaceAll("\\bnull\\b", "None").replaceAll("(?<=[\\[(,]) ", "");
    }

    private static List<String> numbers(String line) {
        return NUMBER.matcher(line).results().map(MatchResult::group).toList();
    }

    private static boolean close(char mark, String wanted, String got) {
        boolean isSpecial = (wanted + got).matches(".*(inf|nan).*");
        boolean isWhole = !wanted.matches(".*[.eE].*");
        if (isSpecial || isWhole) {
            return false;
        }
        double u = Double.parseDouble(wanted);
        double v = Double.parseDouble(got);
        double allowed = mark == '~' ? 0.25 * Math.abs(u) : 1.5 * Math.max(unit(wanted), 1e-6 * Math.abs(u));
        return Math.abs(u - v) <= allowed;
    }

    /** What the last digit counts. */
    private static double unit(String number) {
        String[] parts = number.toLowerCase(java.util.Locale.ROOT).split("e", -1);
        int point = parts[0].indexOf('.');
        int digits = point < 0 ? 0 : parts[0].length() - point - 1;
        return Math.pow(10, (parts.length > 1 ? Integer.parseInt(parts[1]) : 0) - digits);
    }
}
