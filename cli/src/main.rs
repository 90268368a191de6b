//! The `potash` program; all it does is in the library.

fn main() -> std::process::ExitCode {
    potash_cli::commands::main()
}
