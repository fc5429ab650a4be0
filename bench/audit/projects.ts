/**
 * The projects that the audit is timed on: manifests of popular crates at fixed versions, some of them with advisories, and
 * a program that uses them. Cargo resolves the rest when the benchmark runs, so package counts move a little with time.
 */

export interface BenchProject {
  readonly name: string;
  readonly manifest: string;
  readonly main: string;
}

const head = (name: string) => `[package]\nname = "${name}"\nversion = "0.1.0"\nedition = "2021"\n\n[dependencies]\n`;

/** A command-line client: about a hundred packages. */
const CLIENT = `anyhow = "=1.0.75"
chrono = "=0.4.19"
clap = { version = "=2.33.3", default-features = false }
regex = "=1.5.4"
serde = { version = "=1.0.188", features = ["derive"] }
serde_json = "=1.0.107"
tokio = { version = "=1.28.0", features = ["full"] }
hyper = { version = "=0.14.18", features = ["full"] }
tar = "=0.4.38"
flate2 = "=1.0.24"
openssl = "=0.10.45"
tracing-subscriber = "=0.3.17"
uuid = { version = "=1.4.1", features = ["v4"] }
toml = "=0.7.6"
zip = { version = "=0.6.4", default-features = false, features = ["deflate"] }
walkdir = "=2.3.3"
crossbeam-channel = "=0.5.8"
`;

const CLIENT_MAIN = `use std::io::Read;

#[derive(serde::Deserialize, Debug)]
struct Config { url: String, pattern: String }

fn unpack(path: &str) -> anyhow::Result<usize> {
    let file = std::fs::File::open(path)?;
    let mut archive = tar::Archive::new(flate2::read::GzDecoder::new(file));
    let mut bytes = 0;
    for entry in archive.entries()? {
        let mut text = String::new();
        entry?.read_to_string(&mut text)?;
        bytes += text.len();
    }
    Ok(bytes)
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    tracing_subscriber::fmt::init();
    let matches = clap::App::new("client").arg(clap::Arg::with_name("config")).get_matches();
    let text = std::fs::read_to_string(matches.value_of("config").unwrap_or("c.toml"))?;
    let config: Config = toml::from_str(&text)?;
    let pattern = regex::Regex::new(&config.pattern)?;
    let body = hyper::Client::new().get(config.url.parse()?).await?.into_body();
    let bytes = hyper::body::to_bytes(body).await?;
    let value: serde_json::Value = serde_json::from_slice(&bytes)?;
    println!("{} {} {}", chrono::Local::now(), uuid::Uuid::new_v4(), pattern.is_match(&value.to_string()));
    for entry in walkdir::WalkDir::new(".") { println!("{}", entry?.path().display()); }
    let (sender, receiver) = crossbeam_channel::unbounded();
    sender.send(unpack("a.tar.gz")?)?;
    println!("{:?}", receiver.recv());
    Ok(())
}
`;

/** A web service with a database: about three hundred packages. */
// tera asks for a later chrono.
const SERVICE = `${CLIENT.replace('=0.4.19', '=0.4.26')}actix-web = "=4.0.1"
reqwest = { version = "=0.11.10", features = ["json", "blocking"] }
sqlx = { version = "=0.6.2", default-features = false, features = ["runtime-tokio-rustls", "sqlite"] }
image = "=0.24.5"
tera = "=1.17.0"
`;

const SERVICE_MAIN = `mod client;

async fn index(name: actix_web::web::Path<String>) -> impl actix_web::Responder {
    let mut context = tera::Context::new();
    context.insert("name", &*name);
    let page = tera::Tera::one_off("hello {{ name }}", &context, true).unwrap_or_default();
    actix_web::HttpResponse::Ok().body(page)
}

async fn thumbnail(body: actix_web::web::Bytes) -> actix_web::HttpResponse {
    match image::load_from_memory(&body) {
        Ok(picture) => actix_web::HttpResponse::Ok().body(format!("{}", picture.thumbnail(64, 64).width())),
        Err(error) => actix_web::HttpResponse::BadRequest().body(error.to_string()),
    }
}

#[actix_web::main]
async fn main() -> anyhow::Result<()> {
    client::run().await?;
    let pool = sqlx::SqlitePool::connect("sqlite::memory:").await?;
    sqlx::query("select 1").execute(&pool).await?;
    println!("{}", reqwest::get("https://example.org").await?.text().await?);
    actix_web::HttpServer::new(|| {
        actix_web::App::new()
            .route("/{name}", actix_web::web::get().to(index))
            .route("/thumbnail", actix_web::web::post().to(thumbnail))
    })
    .bind("127.0.0.1:8080")?
    .run()
    .await?;
    Ok(())
}
`;

export const PROJECTS: readonly (BenchProject & { readonly files?: Readonly<Record<string, string>> })[] = [
  { name: 'client', manifest: head('client') + CLIENT, main: CLIENT_MAIN },
  {
    name: 'service',
    manifest: head('service') + SERVICE,
    main: SERVICE_MAIN,
    files: {
      'src/client.rs': CLIENT_MAIN.replace('#[tokio::main]\nasync fn main()', 'pub async fn run()'),
    },
  },
];
