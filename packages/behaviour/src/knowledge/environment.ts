/** What names of environment variables say: which are Cargo's, which hold secrets, which tell a machine or a person apart. */

/** Set by Cargo for build scripts (The Cargo Book, Environment Variables), or read by rustc, cc, pkg-config and their kin. */
const BUILD =
  /^(?:CARGO(?:_\w+)?|RUSTC(?:_\w+)?|RUSTDOC|RUSTFLAGS|RUSTUP_\w+|OUT_DIR|TARGET(?:_\w+)?|HOST(?:_\w+)?|NUM_JOBS|OPT_LEVEL|PROFILE|DEBUG|DEP_\w+|LD_\w+|DYLD_\w+|PATH|CC\w*|CXX\w*|AR\w*|LD|AS|NM|RANLIB\w*|CFLAGS\w*|CXXFLAGS\w*|CPPFLAGS\w*|LDFLAGS\w*|PKG_CONFIG\w*|CMAKE\w*|MAKE\w*|NINJA\w*|PROTOC\w*|SDKROOT|\w*_DEPLOYMENT_TARGET|SOURCE_DATE_EPOCH|DOCS_RS|PYTHON\w*|PERL\w*|NASM\w*|LIBCLANG_PATH|LLVM_\w+|CLANG_\w+|BINDGEN_\w+|SYSTEM_DEPS_\w+|VCPKG\w*|OPENSSL_\w+|MSYSTEM|VSCMD_\w+|WINDOWS_\w+|ANDROID_\w+|EMSDK\w*|WASI_\w+|QEMU_\w+)$/;

const SECRET =
  /(?:^|_)(?:\w*TOKEN|\w*SECRETS?|PASS(?:WORD|WD|PHRASE)?|\w*PASSWORD|API_?KEYS?|APIKEY|ACCESS_?KEY(?:_ID)?|PRIVATE_?KEYS?|SIGNING_?KEY|CREDENTIALS?|MNEMONIC|SEED(?:_PHRASE)?|AUTH|BEARER|SESSION_?KEY)(?:_|$)/i;

/** Keys that are money by themselves; no service needs to be sent them. */
const WALLET = /PRIVATE_?KEY|MNEMONIC|SEED_?PHRASE|(?:^|_)WALLET(?:_|$)|(?:^|_)KEYPAIR(?:_|$)/i;

const IDENTITY = /^(?:USER|USERNAME|LOGNAME|HOSTNAME|COMPUTERNAME|USERDOMAIN|USERDNSDOMAIN|USERPROFILE)$/;

const CI =
  /^(?:CI|CONTINUOUS_INTEGRATION|BUILD_NUMBER|GITHUB_ACTIONS?|GITHUB_\w+|GITLAB_CI|TRAVIS|CIRCLECI|APPVEYOR|JENKINS_\w+|TEAMCITY_VERSION|TF_BUILD|BUILDKITE|DRONE|SYSTEM_TEAMFOUNDATIONCOLLECTIONURI|CODEBUILD_\w+|BITBUCKET_\w+)$/;

const LOCALE = /^(?:LANG|LANGUAGE|LC_\w+|TZ)$/;

export function isBuildVariable(name: string): boolean {
  return BUILD.test(name);
}

/** Token, password or key; never one of Cargo's own that only sound like it. */
export function isSecretVariable(name: string): boolean {
  return SECRET.test(name) && !/^(?:SSH_AUTH_SOCK|CARGO_(?:CFG|FEATURE|PKG)_\w+|DEP_\w+|XAUTHORITY)$/.test(name);
}

export function isWalletVariable(name: string): boolean {
  return WALLET.test(name);
}

export function isIdentityVariable(name: string): boolean {
  return IDENTITY.test(name);
}

export function isCiVariable(name: string): boolean {
  return CI.test(name);
}

export function isLocaleVariable(name: string): boolean {
  return LOCALE.test(name);
}
