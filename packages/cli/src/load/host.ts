/** The target triple of the machine that Lazaret runs on: what cargo would build for without `--target`. */

const ARCHS: Readonly<Record<string, string>> = {
  x64: 'x86_64',
  arm64: 'aarch64',
  ia32: 'i686',
  riscv64: 'riscv64gc',
  s390x: 's390x',
  ppc64: 'powerpc64le',
  loong64: 'loongarch64',
};

export function hostTriple(platform: string = process.platform, arch: string = process.arch): string {
  const cpu = ARCHS[arch] ?? 'x86_64';
  switch (platform) {
    case 'darwin':
      return `${cpu}-apple-darwin`;
    case 'win32':
      return `${cpu}-pc-windows-msvc`;
    case 'freebsd':
      return `${cpu}-unknown-freebsd`;
    default:
      return `${cpu}-unknown-linux-gnu`;
  }
}
