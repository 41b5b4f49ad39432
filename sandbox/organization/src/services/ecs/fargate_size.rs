//! The sizes a Fargate task can have
//! (<https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-cpu-memory-error.html>).

const GIB: u32 = 1_024;

/// Whether there is a size with this processor and memory, each as a task definition writes it:
/// `256` or `.25 vCPU`, `512` or `0.5 GB`.
pub(super) fn exists(cpu: &str, memory: &str) -> bool {
    let (Some(cpu), Some(memory)) = (units(cpu, "vcpu"), units(memory, "gb")) else {
        return false;
    };
    let in_steps = |low: u32, high: u32, step: u32| {
        (low..=high).contains(&memory) && memory.is_multiple_of(step)
    };
    match cpu {
        256 => matches!(memory, 512 | 1_024 | 2_048),
        512 => in_steps(GIB, 4 * GIB, GIB),
        1_024 => in_steps(2 * GIB, 8 * GIB, GIB),
        2_048 => in_steps(4 * GIB, 16 * GIB, GIB),
        4_096 => in_steps(8 * GIB, 30 * GIB, GIB),
        8_192 => in_steps(16 * GIB, 60 * GIB, 4 * GIB),
        16_384 => in_steps(32 * GIB, 120 * GIB, 8 * GIB),
        _ => false,
    }
}

fn units(text: &str, unit: &str) -> Option<u32> {
    let text = text.trim().to_ascii_lowercase();
    match text.strip_suffix(unit) {
        None => text.parse().ok(),
        Some(number) => {
            let units = number.trim().parse::<f64>().ok()? * 1_024.0;
            // From the table above: whole numbers, none of them beyond 2^17.
            (0..=131_072).find(|whole| f64::from(*whole) == units)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::exists;

    #[test]
    fn only_the_sizes_of_the_table_exist() {
        for (cpu, memory) in [
            ("256", "512"),
            (".25 vCPU", "0.5GB"),
            ("1024", "8192"),
            ("1 vCPU", "2 GB"),
            ("4096", "30720"),
        ] {
            assert!(exists(cpu, memory), "{cpu} {memory}");
        }
        for (cpu, memory) in [
            ("256", "4096"),
            ("128", "512"),
            ("1024", "2049"),
            ("256", ""),
            ("x", "512"),
            ("-1 vCPU", "512"),
        ] {
            assert!(!exists(cpu, memory), "{cpu} {memory}");
        }
    }
}
