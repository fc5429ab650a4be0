/**
 * Functions that act on the world, by their paths. Patterns are matched against the whole path (`std::fs::write`) or, where a
 * crate's source is not at hand, against what is written at the call.
 */

export interface KnownFunction {
  readonly pattern: RegExp;
  readonly kind: 'file' | 'network' | 'environment' | 'load';
  readonly op: string;
  /** Argument with the path, address or name, the receiver counting as the first; undefined where there is none. */
  readonly subject: number | undefined;
  /** Argument with the data that is written or sent. */
  readonly data?: number;
}

const FS = String.raw`(?:std|tokio|async_std|fs_err|fs_extra|smol|async_fs)::(?:\w+::)*`;
const file = (names: string, op: string, subject: number | undefined, data?: number): KnownFunction => ({
  pattern: new RegExp(`^<?${FS}(?:${names})$`),
  kind: 'file',
  op,
  subject,
  ...(data === undefined ? {} : { data }),
});
const network = (pattern: RegExp, op: string, subject: number | undefined, data?: number): KnownFunction => ({
  pattern,
  kind: 'network',
  op,
  subject,
  ...(data === undefined ? {} : { data }),
});

export const KNOWN_FUNCTIONS: readonly KnownFunction[] = [
  file('fs::write|write::write', 'write', 0, 1),
  file('File::create|File::create_new|file::File::create|file::File::create_new', 'write', 0),
  file('OpenOptions::open|open_options::OpenOptions::open', 'write', 1),
  file('fs::(?:copy|rename|hard_link|soft_link)|copy::copy|rename::rename', 'write', 1, 0),
  file('fs::symlink|symlink_file|symlink_dir|symlink::symlink', 'link', 1),
  file('fs::create_dir|fs::create_dir_all|DirBuilder::create', 'write', 0),
  file('fs::read|fs::read_to_string|File::open|file::File::open|read::read|read_to_string::read_to_string', 'read', 0),
  file('fs::read_dir|Path::read_dir|read_dir::read_dir', 'list', 0),
  file('fs::remove_file|fs::remove_dir|fs::remove_dir_all', 'delete', 0),
  file('fs::set_permissions|File::set_permissions', 'permissions', 0),
  // Walks over folders, and archives that are unpacked into one.
  {
    pattern:
      /^<?(?:walkdir|ignore|jwalk|globwalk|glob|wax|async_walkdir)::(?:\w+::)*(?:(?:WalkDir|Walk|WalkBuilder|WalkDirGeneric|GlobWalkerBuilder)(?:<[^>]*>)?::new|glob|glob_with|walk)$/,
    kind: 'file',
    op: 'list',
    subject: 0,
  },
  {
    pattern:
      /^<?(?:zip|zip_extract|zip_extensions|tar|tokio_tar|async_tar|sevenz_rust2?|unrar|compress_tools|decompress|unzip|archiver_rs)::(?:\w+::)*(?:extract\w*|unpack\w*|decompress\w*|uncompress\w*)$/,
    kind: 'file',
    op: 'write',
    subject: 1,
    data: 0,
  },
  network(/^std::net::(?:tcp::)?TcpStream::(?:connect|connect_timeout)$/, 'connect', 0),
  network(/^std::net::(?:udp::)?UdpSocket::connect$/, 'connect', 1),
  network(/^std::net::(?:udp::)?UdpSocket::send_to$/, 'send', 2, 1),
  network(/^std::net::(?:(?:tcp|udp)::)?(?:TcpListener|UdpSocket)::bind$/, 'listen', 0),
  network(/ToSocketAddrs(?:>)?::to_socket_addrs$/, 'resolve', 0),
  network(/^(?:tokio|async_std|smol|mio)::net::(?:\w+::)*(?:TcpStream|UdpSocket)::connect$/, 'connect', 0),
  network(/^std::os::unix::net::(?:\w+::)?UnixStream::connect$/, 'connect', 0),
  // HTTP clients: the verb with a URL; builders and agents have it behind the receiver.
  network(
    /^(?:reqwest|ureq|attohttpc|minreq|isahc|surf)::(?:[a-z]\w*::)*(?:get|post|put|patch|head|delete|request)$/,
    'connect',
    0,
  ),
  network(
    /^(?:reqwest|ureq|isahc|surf|awc)::(?:\w+::)*(?:Client|ClientBuilder|Agent|AgentBuilder|HttpClient)::(?:get|post|put|patch|head|delete|get_async|post_async)$/,
    'connect',
    1,
  ),
  network(/^(?:reqwest|ureq)::(?:\w+::)*(?:Client|Agent)::request$/, 'connect', 2),
  network(
    /^(?:reqwest|ureq|attohttpc|minreq|isahc|surf)::(?:\w+::)*\w*(?:Request|RequestBuilder|Builder)?::(?:send|call|body|json|form|send_string|send_json|send_bytes|multipart|query)$/,
    'send',
    undefined,
    1,
  ),
  network(/^curl::easy::(?:\w+::)*(?:Easy|Easy2|Handler)\w*::url$/, 'connect', 1),
  network(/^hyper(?:_util)?::(?:\w+::)*Client(?:<[^>]*>)?::(?:get|request)$/, 'connect', 1),
  network(
    /^(?:tungstenite|tokio_tungstenite|async_tungstenite|websocket|ws|fastwebsockets)::(?:\w+::)*(?:connect(?:_async)?|ClientBuilder::new)$/,
    'connect',
    0,
  ),
  network(
    /^(?:http_req|httpclient|ehttp|cabot|chttp|oxhttp|tinyget|zoon|gloo_net|http_client|wreq|rquest|cyper)::(?:\w+::)*(?:get|post|put|patch|head|request|fetch|fetch_blocking)$/,
    'connect',
    0,
  ),
  network(
    /^(?:native_tls|openssl|rustls|tokio_rustls|tokio_native_tls)::(?:\w+::)*(?:TlsConnector|SslConnector)::connect$/,
    'connect',
    1,
  ),
  network(
    /^(?:socket2|mio|async_net|monoio|glommio|async_io|may)::(?:\w+::)*(?:Socket|TcpStream|UdpSocket)::connect$/,
    'connect',
    0,
  ),
  network(/^(?:ssh2|russh|ftp|suppaftp|lettre|trust_dns_resolver|hickory_resolver)::/, 'connect', 0),
  // Files that name themselves.
  {
    pattern: /^<?tempfile::(?:\w+::)*(?:NamedTempFile(?:<\w+>)?::new|Builder::tempfile|tempfile)\w*$/,
    kind: 'file',
    op: 'write',
    subject: undefined,
  },
  network(/^libc::(?:connect|getaddrinfo|gethostbyname)$/, 'connect', 0),
  network(/^libc::(?:send|sendto|sendmsg)$/, 'send', undefined, 1),
  network(
    /^(?:libc|(?:windows|windows_sys|winapi)(?:::\w+)*)::(?:URLDownloadToFile[AW]|InternetOpenUrl[AW]|InternetConnect[AW]|WinHttpConnect|DnsQuery_[AW])$/,
    'connect',
    1,
  ),
  {
    pattern: /^(?:libc|(?:windows|windows_sys|winapi)(?:::\w+)*)::URLDownloadToFile[AW]$/,
    kind: 'file',
    op: 'write',
    subject: 2,
  },
  network(/^(?:<)?reqwest::(?:\w+::)*IntoUrl/, 'connect', 0),
  {
    pattern: /^(?:std::env::(?:var|var_os)|dotenvy?::var|envmnt::get\w*)$/,
    kind: 'environment',
    op: 'read',
    subject: 0,
  },
  { pattern: /^std::env::(?:set_var|remove_var)$/, kind: 'environment', op: 'write', subject: 0 },
  { pattern: /^std::env::(?:vars|vars_os)$/, kind: 'environment', op: 'enumerate', subject: undefined },
  { pattern: /^libloading::(?:\w+::)*Library::(?:new|open)$/, kind: 'load', op: 'load', subject: 0 },
  {
    pattern: /^(?:libc|(?:windows|windows_sys|winapi)(?:::\w+)*)::LoadLibrary(?:Ex)?[AW]$/,
    kind: 'load',
    op: 'load',
    subject: 0,
  },
  // Engines that run a text or bytes; those for WebAssembly only with what their host gives.
  {
    pattern:
      /^<?(?:mlua|rlua|hlua|rhai|boa|boa_engine|deno_core|rquickjs|quick_js|pyo3|rustpython\w*|v8|rusty_v8|wasmtime|wasmer|wasmi|memfd_exec|inline_python|gluon|dyon|rune|starlark|piccolo)::(?:\w+::)*(?:Lua::load|load|execute\w*|eval\w*|run\w*|compile|execute_script|Module::new|Module::from_binary|MemFdExecutable::new)$/,
    kind: 'load',
    op: 'script',
    subject: 1,
  },
  { pattern: /(?:^|::)dlopen$/, kind: 'load', op: 'load', subject: 0 },
];

/** Methods that hand data to what their receiver is: a file, a connection, a request. */
export const TRANSFER =
  /(?:^|::)(?:write\w*|send\w*|body|body_\w+|json|form|query|header|headers|multipart|text|part|bearer_auth|basic_auth|auth|set|set_\w+|put|append\w*|add_\w+|start_file\w*|attach\w*|upload\w*|extend\w*|post_fields\w*|url|perform|call|fill|push|push_str|rename|persist|persist_noclobber|query_pairs|append_pair|path|publish|subject|to)$/;

/** May a call of this name, in a crate that is not at hand, use a connection? Not where it only reads an address. */
export function isUnknownSender(name: string): boolean {
  return !/(?:^|::)(?:parse|from_str|new|from|into|join|to_string|to_owned|println|format|expect|context|log|info|debug|warn|error|starts_with|strip_prefix|trim_start_matches|replace|contains|insert|push|push_str|uri|set_\w+|with_\w+)$/.test(
    name,
  );
}
