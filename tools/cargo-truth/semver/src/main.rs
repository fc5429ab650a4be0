//! Prints what the `semver` crate says about a few hundred versions and requirements, as one JSON object:
//! parse errors, canonical text, rank in both orders, and for each requirement which versions match (a hex bit row).
//! Run: cargo run --quiet > ../../../packages/cargo/fixtures/semver.json

use semver::{Version, VersionReq};
use std::cmp::Ordering;

const VERSIONS: &[&str] = &[
    "0.0.0", "0.0.1", "0.0.2", "0.0.3-alpha", "0.0.3-beta", "0.0.3", "0.1.0", "0.1.1", "0.1.2-rc.1", "0.1.2", "0.2.0-0", "0.2.0",
    "0.2.3", "0.2.4-alpha.1", "0.3.0", "0.10.0", "1.0.0-0", "1.0.0-0.3.7", "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta",
    "1.0.0-beta", "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0-rc.1", "1.0.0-x-y-z.--", "1.0.0-9", "1.0.0-10", "1.0.0-99", "1.0.0-100",
    "1.0.0-a.9", "1.0.0-a.10", "1.0.0-A", "1.0.0--", "1.0.0---", "1.0.0-0a", "1.0.0", "1.0.0+0", "1.0.0+00", "1.0.0+1", "1.0.0+01",
    "1.0.0+001", "1.0.0+2", "1.0.0+02", "1.0.0+002", "1.0.0+10", "1.0.0+a", "1.0.0+a.1", "1.0.0+a.01", "1.0.0+a.b", "1.0.0+-",
    "1.0.0-alpha+1", "1.0.0-alpha+2", "1.0.1", "1.0.7", "1.0.7+x", "1.1.0", "1.1.1", "1.1.2", "1.1.3-0", "1.1.3-alpha", "1.1.3-beta",
    "1.1.3", "1.2.0-alpha", "1.2.0", "1.2.2", "1.2.3-alpha", "1.2.3-alpha.1", "1.2.3-alpha.2", "1.2.3-beta", "1.2.3", "1.2.3+build",
    "1.2.4-alpha", "1.2.4", "1.3.0-alpha", "1.3.0", "1.10.0", "2.0.0-alpha", "2.0.0-0", "2.0.0", "2.0.1", "2.1.0", "2.2.0-0", "2.2.0",
    "2.2.1-0", "3.0.0", "9.9.9", "10.0.0", "20.3.4", "9007199254740991.0.0", "9007199254740992.0.0", "9007199254740993.0.0",
    "0.9007199254740993.0", "18446744073709551615.18446744073709551615.18446744073709551615", "1.18446744073709551615.0",
    "1.0.0-18446744073709551616", "1.0.0-18446744073709551617", "1.0.0-99999999999999999999999", "1.0.0+99999999999999999999999",
];

/// Mostly wrong; whatever parses after all is judged with the others.
const ODD_VERSIONS: &[&str] = &[
    "", "1", "1.", "1.2", "1.2.", "1.2.3.", "1.2.3.4", "1.2.3-", "1.2.3+", "1.2.3-+", "1.2.3-a+", "1.2.3-a..b", "1.2.3-.a", "1.2.3-a.",
    "1.2.3-01", "1.2.3-a.01", "1.2.3-00", "1.2.3+a..b", "1.2.3+.", "01.2.3", "1.02.3", "1.2.03", "00.0.0", "v1.2.3", "V1.2.3", " 1.2.3",
    "1.2.3 ", "1 .2.3", "1. 2.3", "1.2.3\n", "\t1.2.3", "1.2.3\0", "1.2.3'", "1.2.3\\", "1.2.3\u{7f}", "1.2.3é", "1.2.3\u{301}", "１.2.3", "1.2.3-é",
    "1.2.3-a_b", "1.2.3+a_b", "1.2.3_", "a.b.c", "1.a.3", "1.2.a", "-1.2.3", "+1.2.3", "1,2,3", "1.2.3-a+b+c", "1.2.3+a-b", "1.x.0", "*",
    "18446744073709551616.0.0", "0.18446744073709551616.0", "0.0.18446744073709551616", "99999999999999999999999999999999.0.0",
    "0.0.99999999999999999999999999999999a", "1.2.3-\u{1f980}", "\u{1f980}", "1.\u{202e}2.3", "1.2.3\u{200b}", "1.0.0-0000000", "1.0.0-a b",
];

const REQUIREMENTS: &[&str] = &[
    "*", " * ", "x", "X", "  x  ", "1", "1.2", "1.2.3", "0", "0.0", "0.0.0", "0.0.1", "0.0.3-alpha", "0.1", "0.1.2", "0.1.2-rc.1", "0.2.3",
    "^1", "^1.2", "^1.2.3", "^0", "^0.0", "^0.0.3", "^0.1", "^0.2.3", "^1.2.3-alpha", "^1.2.3-alpha.2", "^0.2.4-alpha", "^0.0.3-beta", "^ 1.2.3",
    "~1", "~1.2", "~1.2.3", "~0", "~0.0", "~0.0.1", "~0.1", "~1.2.3-alpha", "~1.0.0-0", "~ 1.2", "=1", "=1.2", "=1.2.3", "=1.2.3-alpha",
    "= 1.2.3", "=1.0.0+build", "=0", "=0.0", "=1.0.0-beta.2", ">1", ">1.2", ">1.2.3", ">1.2.3-alpha", ">0", ">0.0", ">0.0.0", ">0.0.0-0", ">=1", ">=1.2",
    ">=1.2.3", ">=1.2.3-alpha.1", ">=0", ">=0.0.0", ">=0.0.0-0", "<1", "<1.2", "<1.2.3", "<1.2.3-alpha.2", "<0", "<0.0.0", "<2.0.0-alpha", "<=1", "<=1.2",
    "<=1.2.3", "<=1.2.3-alpha", "<=0", "<=2.2.0-0", "1.*", "1.x", "1.X", "1.2.*", "1.2.x", "1.*.*", "1.x.x", "0.*", "0.0.*", "=1.*", "^1.*", "~1.*",
    ">1.*", ">=1.2.*", "<1.*", "<=1.2.*", "^0.*", "~0.1.*", ">=1.0.0, <2", ">=1.0.0,<2.0.0", ">= 1.0.0 , < 2.0.0", ">=1.2.3-alpha.1,<2",
    ">=1.2.3-alpha.1, <1.3.0-alpha", "~1, >=1.1.3-0", "<=2.2.0-0, 2.2", ">=1.1.3-0, ~1", "^1, ^1.2", "1, 2", ">1, <1.3", "=1.2.3, =1.2.3", ">=0.1, <0.3, >=0.2.0-0",
    "1.2.3+build", "1.2.3-alpha+build", ">=1.2.3+anything", "9007199254740993", ">=9007199254740992.0.0", "<9007199254740993", "18446744073709551615",
    "=1.18446744073709551615", ">1.0.0-18446744073709551616", "=1.0.0-99", ">1.0.0-99, <=1.0.0-a.10", ">=1.0.0-0, <1.0.0", ">=1.0.0-0", "^1.0.0-0", "<1.0.0--",
    ">1.1, <=2.2, >=1.1.3-beta, <2.2.1-0, 2", "1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31,32",
];

/// Mostly wrong, as above.
const ODD_REQUIREMENTS: &[&str] = &[
    "", " ", ",", "1,", "1, ", ",1", "1,,2", "1 2", ">=1 <2", ">=1.0.0 <2.0.0", "1 || 2", "1 - 2", "v1", "v1.2.3", "=v1.2.3", "=*", "~*", ">*", "^*", "* ,1", "*, 1", "1, *",
    "x, 1", "1, x", ">=1.0.0, *", "1, *, 2", "1, * 2", "*1", "* 1", "x1", "*.1", "*.*", "1.*.3", "1.x.3", "1.*.0-a", "1.*-a", "~> 1.2", "~>1.2", "=>1", "=<1", "==1", "!1", "!=1",
    "<>1", "1.2.3-", "1.2.3+", "1.2-alpha", "1-alpha", "1+b", "1.2+b", "1.2.*-a", "1.2.3.4", "1.2.3.", "1.", "1.2.", ".1", "01", "1.02", "1.2.03", "1.2.3-01", "1.2.3-a..b", "> 01", "a", "latest",
    "^", "~", "=", ">", "<=", "^ ", "1\t", "\t1", "1,\t2", "1\n", "18446744073709551616", "1.18446744073709551616", ">99999999999999999999999999", "1;2", "1.2.3é", "é", "1.2.3 'a", "1.2.3 \u{301}", "1.é",
    "1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31,32,33", "1.2.3-a b", "1.2.3+a+b", "1.2.3-a_b", "1, v2", "1,2,,", "**", "xx", "X.1", "1..2", "1.2..3",
];

fn json(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            c if (c as u32) < 0x20 || (c as u32) > 0x7e => {
                let mut buffer = [0; 2];
                for unit in c.encode_utf16(&mut buffer) {
                    out.push_str(&format!("\\u{unit:04x}"));
                }
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// Ranks from 0; equal versions share one.
fn ranks(versions: &[Version], order: impl Fn(&Version, &Version) -> Ordering) -> Vec<usize> {
    let mut sorted: Vec<&Version> = versions.iter().collect();
    sorted.sort_by(|a, b| order(a, b));
    sorted.dedup_by(|a, b| order(a, b) == Ordering::Equal);
    versions.iter().map(|v| sorted.iter().position(|s| order(s, v) == Ordering::Equal).unwrap()).collect()
}

fn bits(req: &VersionReq, versions: &[Version]) -> String {
    let row: Vec<bool> = versions.iter().map(|v| req.matches(v)).collect();
    row.chunks(4)
        .map(|four| {
            let value = (0..4).fold(0, |n, i| n * 2 + u32::from(four.get(i) == Some(&true)));
            char::from_digit(value, 16).unwrap()
        })
        .collect()
}

fn rows(list: Vec<String>) -> String {
    format!("[\n{}\n]", list.join(",\n"))
}

fn main() {
    let texts: Vec<&str> = VERSIONS.iter().chain(ODD_VERSIONS).copied().collect();
    let (good, bad): (Vec<&str>, Vec<&str>) = texts.iter().partition(|t| Version::parse(t).is_ok());
    let versions: Vec<Version> = good.iter().map(|v| Version::parse(v).unwrap()).collect();
    let order = ranks(&versions, |a, b| a.cmp(b));
    let precedence = ranks(&versions, |a, b| a.cmp_precedence(b));
    let good = (0..versions.len())
        .map(|i| format!("[{},{},{}]", json(good[i]), order[i], precedence[i]))
        .collect();
    let bad = bad
        .iter()
        .map(|v| format!("[{},{}]", json(v), json(&Version::parse(v).unwrap_err().to_string())))
        .collect();
    // Every operator over every partial version adds the plain cases to the odd ones above.
    let mut texts: Vec<String> = REQUIREMENTS.iter().chain(ODD_REQUIREMENTS).map(|r| r.to_string()).collect();
    for op in ["=", ">", ">=", "<", "<=", "~", "^"] {
        for partial in ["0", "0.0", "0.1.2", "1", "1.1", "1.0.0", "1.1.3-alpha", "1.0.0-beta.2", "2.2", "2.2.0-0", "2", "9007199254740992"] {
            texts.push(format!("{op}{partial}"));
            texts.push(format!("{op}{partial}, >=1.0.0-alpha"));
            texts.push(format!("{op}{partial}, <2.0.0-alpha"));
        }
    }
    texts.sort();
    texts.dedup();
    let (good_requirements, bad_requirements): (Vec<String>, Vec<String>) =
        texts.into_iter().partition(|t| VersionReq::parse(t).is_ok());
    let requirements = good_requirements
        .iter()
        .map(|r| {
            let req = VersionReq::parse(r).unwrap();
            format!("[{},{},\"{}\"]", json(r), json(&req.to_string()), bits(&req, &versions))
        })
        .collect();
    let bad_requirements = bad_requirements
        .iter()
        .map(|r| format!("[{},{}]", json(r), json(&VersionReq::parse(r).unwrap_err().to_string())))
        .collect();
    println!(
        "{{\"crate\":\"semver 1.0.27\",\n\"versions\":{},\n\"badVersions\":{},\n\"requirements\":{},\n\"badRequirements\":{}}}",
        rows(good),
        rows(bad),
        rows(requirements),
        rows(bad_requirements)
    );
}
