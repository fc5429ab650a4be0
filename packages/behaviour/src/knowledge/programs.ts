/** What names of programs say. Base names, small letters, without `.exe`, version and target prefix. */

export type ProgramKind =
  /** Compilers, build systems, probes: what builds run. */
  | 'toolchain'
  /** Runs a text or script that it is given. */
  | 'shell'
  | 'interpreter'
  /** Gets from or sends to the network. */
  | 'transfer'
  /** Says who and where this is. */
  | 'identity'
  /** Makes files executable, schedules or hides. */
  | 'system'
  | 'other';

const names = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/));

const TOOLCHAIN = names(
  'rustc cargo rustfmt rustup rustdoc cargo-clippy clippy-driver git hg svn jj pkg-config pkgconf llvm-config llvm-ar llvm-nm llvm-objcopy llvm-strip ' +
    'clang clang++ clang-cl clang-format gcc g++ cc c++ cl ar ranlib lib link ld lld lld-link ld.lld gold as nasm yasm ml ml64 armasm64 tcc icc ' +
    'cmake ctest make gmake nmake mingw32-make ninja ninja-build samu meson scons bazel bazelisk buck msbuild devenv xcodebuild protoc flatc capnp capnpc thrift buf ' +
    'grpc_cpp_plugin xcrun xcode-select brew port sw_vers uname arch freebsd-version sysctl getconf ldd ldconfig objcopy objdump nm strip readelf ' +
    'install_name_tool lipo otool codesign dumpbin editbin vcpkg vswhere where which autoreconf autoconf automake libtool libtoolize glibtoolize aclocal ' +
    'bison flex yacc lex m4 swig windres rc mt midl nvcc hipcc ptxas emcc em++ emar emcmake emmake wasm-ld wasm-bindgen wasm-opt wasm2wat wat2wasm ' +
    'swiftc swift go gofmt zig dotnet javac java jar gradle mvn kotlinc d8 aapt aapt2 qmake qmake6 moc uic rcc qtpaths ' +
    'glslc glslangvalidator spirv-opt spirv-val dxc fxc naga shaderc uic sass tsc esbuild npm npx yarn pnpm bun deno node ' +
    'python-config python3-config pg_config mysql_config mariadb_config curl-config sdl2-config xml2-config icu-config krb5-config gtk-config wx-config freetype-config ' +
    'php-config ruby-config r rscript erl elixir mix ghc stack opam ocamlfind dune ' +
    'glib-compile-resources glib-compile-schemas gresource gettext msgfmt pandoc asciidoctor asciidoc help2man man gzip tar bsdtar unzip zip xz patch sed awk grep cat echo printf cp mv mkdir rm ln touch test true false date diff sort head tail tr cut dirname basename readlink realpath nproc env ls find install cygpath tput stty locale id_deps dtc ' +
    'rustc_codegen cbindgen bindgen uniffi-bindgen diesel sqlx tectonic probe-rs gdb lldb qemu wine wine64 dpkg dpkg-architecture rpm apt-cache lsb_release systemd-escape',
);
const SHELLS = names(
  'sh bash dash zsh ksh fish ash busybox cmd command powershell pwsh wscript cscript mshta osascript rundll32 regsvr32',
);
const INTERPRETERS = names('python perl ruby php lua tclsh');
const TRANSFERS = names(
  'curl wget aria2c certutil bitsadmin ftp tftp sftp scp ssh rsync nc ncat netcat socat telnet nslookup dig fetch axel http https xh',
);
const IDENTITY = names(
  'whoami hostname id ifconfig ipconfig systeminfo ip arp getmac wmic tasklist ps last w who users netstat lscpu dmidecode ioreg system_profiler scutil',
);
const SYSTEM = names(
  'chmod chattr attrib crontab at atq schtasks systemctl launchctl reg regedit netsh sc net sudo su doas nohup setsid start open xdg-open pkill kill killall taskkill',
);

/** The name that counts: `/usr/bin/clang-15` is `clang`, `x86_64-linux-gnu-gcc` is `gcc`, `python3.11` is `python`. */
export function baseName(program: string): string {
  const last = program.split(/[\\/]/).at(-1) ?? '';
  const plain = last.toLowerCase().replace(/\.(?:exe|cmd|bat|com)$/, '');
  const unversioned = plain.replace(/-?\d+(?:[.-]\d+)*$/, '');
  return unversioned === '' ? plain : unversioned;
}

export function programKind(program: string): ProgramKind {
  const base = baseName(program);
  const last = (program.split(/[\\/]/).at(-1) ?? '').toLowerCase().replace(/\.(?:exe|cmd|bat)$/, '');
  const short = base.slice(base.lastIndexOf('-') + 1);
  for (const name of [last, base]) {
    if (SHELLS.has(name)) return 'shell';
    if (TRANSFERS.has(name)) return 'transfer';
    if (INTERPRETERS.has(name)) return 'interpreter';
    if (IDENTITY.has(name)) return 'identity';
    if (SYSTEM.has(name)) return 'system';
    if (TOOLCHAIN.has(name)) return 'toolchain';
  }
  if (
    /-(?:gcc|g\+\+|clang|clang\+\+|cc|c\+\+|ar|ld|as|nm|ranlib|objcopy|strip|pkg-config|windres|gfortran)$/.test(base)
  )
    return 'toolchain';
  if (/-config$/.test(base) || short === 'gfortran') return 'toolchain';
  return 'other';
}

/** Commands that print a secret, and what it is. */
const SECRET_COMMANDS: readonly (readonly [what: string, pattern: RegExp])[] = [
  [
    'a token that a program keeps',
    /\bgh\s+auth\s+(?:token|status\s+.*-t)|\bgit\s+credential(?:-\w+)?\s+(?:fill|get)|\bgcloud\s+auth\s+(?:application-default\s+)?print-|\baws\s+(?:configure\s+(?:export-credentials|get\s+aws_)|sts\s+get-session|ecr\s+get-login)|\baz\s+account\s+get-access-token|\bkubectl\s+config\s+view\b.*--raw|\bheroku\s+auth:token|\bnpm\s+(?:token|config\s+get\s+.*_auth)|\bdocker-credential-[\w-]+\s+get|\bvault\s+(?:print\s+token|kv\s+get|read)|\bdoctl\s+auth\s+token/,
  ],
  [
    'a password of the key ring',
    /\bsecurity\s+(?:find-(?:generic|internet)-password|dump-keychain|export)|\bsecret-tool\s+(?:lookup|search)|\bpass\s+show\b|\bop\s+(?:read|item\s+get)|\bcmdkey\s+\/list|\bnetsh\s+wlan\s+show\s+profile.*key=clear|\bvaultcmd\b/i,
  ],
];

export function secretCommand(line: string): string | undefined {
  return SECRET_COMMANDS.find(([, pattern]) => pattern.test(line))?.[0];
}

/** Commands that print what was copied last. */
export function isClipboardCommand(line: string): boolean {
  return /\bpbpaste\b|\bwl-paste\b|\bxclip\b.*-o\b|\bxsel\b.*-(?:o|-output)|\bGet-Clipboard\b/i.test(line);
}

/** Runs the program that is its argument. */
export function isLauncher(program: string): boolean {
  return /^(?:nohup|setsid|sudo|doas|env|start|open|xdg-open|timeout|nice|ionice|stdbuf|unshare|chroot|wine|wine64|java|dotnet|busybox|ld-linux\S*|systemd-run|at|start-process|explorer|forfiles|runas)$/.test(
    baseName(program),
  );
}

/** A variable that names a tool: `RUSTC`, `CC`, `PROTOC`, `TARGET_AR`, `LLVM_CONFIG_PATH`. */
export function isToolVariable(name: string): boolean {
  return /^(?:RUSTC\w*|CARGO|RUSTFMT|RUSTDOC|\w*CC(?:_\w+)?|\w*CXX(?:_\w+)?|\w*AR(?:_\w+)?|\w*RANLIB(?:_\w+)?|LD|AS|NM|STRIP|OBJCOPY|MAKE|GMAKE|NINJA|\w*CMAKE\w*|\w*PKG_CONFIG\w*|PROTOC\w*|\w*_CONFIG(?:_PATH)?|GIT|PERL|\w*PYTHON\w*|NASM|YASM|FLATC|NODE|NPM|GO|SHELL|SH|BASH|EDITOR|VISUAL|PAGER|\w+_(?:BIN|EXE|EXECUTABLE|COMPILER|LINKER|TOOL|PROGRAM|COMMAND|CMD))$/.test(
    name,
  );
}

/** What a shell is told: words that are run as programs. */
export function shellPrograms(text: string): string[] {
  const out: string[] = [];
  for (const part of text.split(/\|\||&&|[|;&\n]|\$\(|`|\bthen\b|\bdo\b|\belse\b/)) {
    const words = part
      .trim()
      .replace(/^[({]+\s*/, '')
      .split(/\s+/);
    const first = words.find(
      (word) => word !== '' && !/^\w+=/.test(word) && !/^(?:if|while|exec|command|sudo|nohup|!|time|eval)$/.test(word),
    );
    if (first !== undefined) out.push(first.replace(/^["']|["']$/g, ''));
  }
  return out;
}

/** Text of a command line that gets something and runs it: `curl … | sh`, `iwr … | iex`, `-EncodedCommand`. */
export function isDownloadAndRun(text: string): boolean {
  return (
    /\b(?:curl|wget|fetch)\b[^|;]*\|\s*(?:sudo\s+)?(?:\w+=\S+\s+)*(?:\/\w+\/)*(?:ba|z|da|k)?sh\b/.test(text) ||
    /\b(?:curl|wget)\b[\s\S]*(?:chmod\s+(?:\+x|[0-7]*7[0-7]*)|&&\s*\.\/|;\s*\.\/)/.test(text) ||
    /\b(?:iex|invoke-expression)\b|downloadstring|downloadfile\([\s\S]*start-process|-enc(?:odedcommand)?\s+[A-Za-z0-9+/=]{16,}/i.test(
      text,
    ) ||
    /\b(?:ba)?sh\s+<\(\s*curl|\b(?:ba)?sh\s+-c\s+["']?\$\((?:curl|wget)|base64\s+(?:-d|--decode)[^|]*\|\s*(?:ba)?sh|\/dev\/tcp\//.test(
      text,
    )
  );
}
