//! The chart of cost against size: flat lines are what the table is designed for.

use plotters::chart::SeriesLabelPosition;
use plotters::prelude::*;

use super::{Cost, Operation};
use crate::error::BenchError;

const SIZE: (u32, u32) = (960, 420);
const COLORS: [RGBColor; 6] = [
    RGBColor(0x2b, 0x6c, 0xb0),
    RGBColor(0x38, 0xa1, 0x69),
    RGBColor(0xd6, 0x9e, 0x2e),
    RGBColor(0xc0, 0x56, 0x21),
    RGBColor(0x80, 0x5a, 0xd5),
    RGBColor(0x71, 0x80, 0x96),
];

/// Draws it as SVG.
pub(super) fn draw(costs: &[Cost], origin: &str) -> Result<String, BenchError> {
    let mut svg = String::new();
    paint(&mut svg, costs, origin).map_err(|error| BenchError::Chart(error.to_string()))?;
    Ok(svg)
}

type Painted = Result<(), DrawingAreaErrorKind<std::io::Error>>;

fn paint(svg: &mut String, costs: &[Cost], origin: &str) -> Painted {
    let area = SVGBackend::with_string(svg, SIZE).into_drawing_area();
    area.fill(&WHITE)?;
    area.draw(&Text::new(origin.to_owned(), (12, 402), ("sans-serif", 11).into_font()))?;
    let (above, _) = area.split_vertically(392);
    let (left, right) = above.split_horizontally(480);
    panel(&left, costs, "request units", |cost| cost.units, true)?;
    let micros = |cost: &Cost| f64::from(u32::try_from(cost.p50_micros).unwrap_or(u32::MAX));
    panel(&right, costs, "median, ms", |cost| micros(cost) / 1_000.0, false)?;
    area.present()
}

fn panel(
    area: &DrawingArea<SVGBackend<'_>, plotters::coord::Shift>,
    costs: &[Cost],
    title: &str,
    of: impl Fn(&Cost) -> f64,
    legend: bool,
) -> Painted {
    let least = costs.iter().map(|cost| cost.customers).min().unwrap_or(1);
    let most = costs.iter().map(|cost| cost.customers).max().unwrap_or(1).max(least + 1);
    let top = costs.iter().map(&of).fold(1.0, f64::max) * 1.15;
    let mut chart = ChartBuilder::on(area)
        .caption(title, ("sans-serif", 16))
        .margin(14)
        .x_label_area_size(36)
        .y_label_area_size(44)
        .build_cartesian_2d((least..most).log_scale(), 0.0..top)?;
    chart.configure_mesh().x_desc("customers of the tenant").light_line_style(WHITE).draw()?;
    for (operation, color) in Operation::ALL.into_iter().zip(COLORS) {
        let of_this = costs.iter().filter(|cost| cost.operation == operation);
        let points: Vec<(u64, f64)> = of_this.map(|cost| (cost.customers, of(cost))).collect();
        let line = LineSeries::new(points, color.stroke_width(2)).point_size(3);
        chart
            .draw_series(line)?
            .label(operation.name())
            .legend(move |(x, y)| PathElement::new([(x, y), (x + 16, y)], color.stroke_width(2)));
    }
    if legend {
        chart
            .configure_series_labels()
            .position(SeriesLabelPosition::MiddleRight)
            .background_style(WHITE.mix(0.8))
            .draw()?;
    }
    Ok(())
}
