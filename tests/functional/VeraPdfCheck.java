import java.io.File;
import java.util.LinkedHashMap;
import java.util.Map;

import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.VeraPDFFoundry;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;
import org.verapdf.pdfa.validation.profiles.RuleId;

/**
 * Runs the veraPDF PDF/UA-1 profile over each file named and prints what failed, tab separated:
 *
 *   file  PATH  RULES-IN-PROFILE  CHECKS-MADE  compliant|failed
 *   rule  PATH  CLAUSE  TEST  TIMES  MESSAGE  PLACE
 *
 * Run straight from source by the JDK's single-file launcher, so nothing compiled is kept.
 */
public class VeraPdfCheck {
    public static void main(String[] paths) throws Exception {
        VeraGreenfieldFoundryProvider.initialise();
        VeraPDFFoundry foundry = Foundries.defaultInstance();
        PDFAFlavour flavour = PDFAFlavour.PDFUA_1;
        for (String path : paths) {
            // Failed checks only, and never stop early: every broken rule is to be named.
            try (PDFAParser parser = foundry.createParser(new File(path), flavour, flavour);
                 PDFAValidator validator = foundry.createValidator(flavour, -1, false, true, false)) {
                report(path, validator.validate(parser));
            }
        }
    }

    private static void report(String path, ValidationResult result) {
        print("file", path, result.getValidationProfile().getRules().size(),
                result.getTotalAssertions(), result.isCompliant() ? "compliant" : "failed");
        Map<RuleId, TestAssertion> first = new LinkedHashMap<>();
        Map<RuleId, Integer> times = new LinkedHashMap<>();
        for (TestAssertion assertion : result.getTestAssertions()) {
            if (assertion.getStatus() == TestAssertion.Status.FAILED) {
                first.putIfAbsent(assertion.getRuleId(), assertion);
                times.merge(assertion.getRuleId(), 1, Integer::sum);
            }
        }
        first.forEach((rule, assertion) -> print("rule", path, rule.getClause(), rule.getTestNumber(),
                times.get(rule), assertion.getMessage(), assertion.getLocation().getContext()));
    }

    private static void print(Object... fields) {
        StringBuilder line = new StringBuilder();
        for (Object field : fields) {
            line.append(line.length() == 0 ? "" : "\t").append(String.valueOf(field).replaceAll("\\s+", " "));
        }
        System.out.println(line);
    }
}
